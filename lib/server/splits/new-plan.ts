import 'server-only'
import type { WriteContext } from '../writer'
import { draftFor } from './draft-for'
import type { Asked } from './plan-split'
import { type Problem, type Said, sayConflict } from './split-conflict'
import type { FoundSplit } from './split-object'
import { tellPlan } from './tell-plan'

/** The same wish planned anew from the object as it is now. */
export async function sayWithNewPlan(
  said: Said,
  found: FoundSplit,
  asked: Asked,
  context: WriteContext,
): Promise<Problem> {
  const drafted = await draftFor(found, asked, Date.now(), context)
  if (drafted.kind === 'problem') return sayConflict(said, null)
  return sayConflict(said, await tellPlan(found, drafted.data, context))
}
