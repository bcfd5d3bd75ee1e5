import { z } from 'zod'
import { reply } from './envelope'
import { objectReference } from './finding'
import { elementSearch, namesOneElement, oneElement } from './series'

/** Since when an edge or a node is in trouble, and what was changed around then. */
export const changesSearch = elementSearch.refine(namesOneElement, oneElement)
export type ChangesSearch = z.infer<typeof changesSearch>

const time = z.number().int().describe('Epoch milliseconds')

export const change = objectReference.extend({
  at: time,
  by: z.string().nullable().describe('The field manager that wrote; null where it is not told'),
  what: z.string().describe('In words: `changed`, `created`, `new pods (revision 3)`'),
})

export const changesData = z.object({
  since: time
    .nullable()
    .describe(
      'When the trouble began; null where there is none, and where it began before `lookedBackTo`',
    ),
  failing: z.boolean().describe('Whether there is trouble at the end of the window'),
  lookedBackTo: time,
  changes: z.array(change).describe('Newest first: those near `since`, else the last ones'),
})
export type ChangesData = z.infer<typeof changesData>

export const changesReply = reply(changesData)
export type ChangesReply = z.infer<typeof changesReply>
