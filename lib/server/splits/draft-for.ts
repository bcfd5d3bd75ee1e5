import 'server-only'
import { detectOwner } from '../../domain/owner/detect-owner'
import { done, refuse, type WriteContext, type WriteResult } from '../writer'
import { type Asked, type Draft, draftSplit } from './plan-split'
import { readSplitConfig } from './split-config'
import { sayConflict } from './split-conflict'
import type { FoundSplit } from './split-object'
import { mayEdit } from './split-rights'

/** A draft for who asks now; what cannot be written at all is said. */
export async function draftFor(
  found: FoundSplit,
  asked: Asked,
  plannedAt: number,
  { viewer, person, signal }: WriteContext,
): Promise<WriteResult<Draft>> {
  const { route } = found
  const { config } = await readSplitConfig(viewer, signal)
  const { namespace, name } = route.object
  const owner = detectOwner(route, config.index.facts)
  const may = await mayEdit(viewer, { kind: route.kind, namespace, name, owner })
  const drafted = draftSplit(found, { ...asked, plannedAt, user: person.user }, { config, may })
  switch (drafted.kind) {
    case 'drafted':
      return done(drafted.draft)
    case 'refused':
      return refuse({
        status: 400,
        title: 'These weights cannot be written',
        detail: drafted.detail,
      })
    case 'shape-changed':
    case 'shifted':
      return sayConflict({ code: drafted.kind, detail: drafted.detail }, null)
  }
}
