import { z } from 'zod'
import { explainCodes } from '../domain/explain-code'
import { reply } from './envelope'
import { finding } from './finding'
import { moment, namespaceList, rateWindow } from './search'

export const explainSearch = z.object({
  namespaces: namespaceList,
  window: rateWindow,
  at: moment,
})
export type ExplainSearch = z.infer<typeof explainSearch>

/** Worst first. Empty: the graph is what it is because that is what flows. */
export const explainData = z.array(
  finding.extend({
    code: z.enum(explainCodes).describe('Stays the same when the words change'),
    promql: z
      .string()
      .nullable()
      .describe('What shows the same in Prometheus; null where no question does'),
  }),
)
export type ExplainData = z.infer<typeof explainData>

export const explainReply = reply(explainData)
export type ExplainReply = z.infer<typeof explainReply>
