import 'server-only'
import type { SplitConflict, SplitPlan } from '../../api/split-changes'
import { writtenWeights } from '../../domain/traffic-split/plan-patch'
import type { Weights } from '../../domain/traffic-split/split'
import { refuse, type WriteResult } from '../writer'
import type { FoundSplit } from './split-object'

export type Problem = Extract<WriteResult<never>, { kind: 'problem' }>

export type Said = {
  code: SplitConflict['code']
  detail: string
  moved?: SplitConflict['moved']
  missing?: string[]
}

const titles: Record<SplitConflict['code'], string> = {
  moved: 'The route has been changed since you looked',
  'plan-differs': 'The plan comes to something else now',
  'plan-expired': 'The plan is older than 10 minutes',
  'acknowledgement-missing': 'Findings want to be acknowledged first',
  blocked: 'A finding forbids this change',
  'refused-by-server': 'Kubernetes did not take the change',
  recreated: 'The route was deleted and made again',
  deleted: 'The route is not there any more',
  'shape-changed': 'The route has other destinations now',
  shifted: 'The route stands elsewhere now',
  'answer-lost': 'Kubernetes did not answer, and the change is not there',
  'outcome-unknown': 'Kubernetes did not answer: whether the change was made is not known',
}

/** Why something was not done, with the plan that would do it now, where there is one. */
export function sayConflict(
  { code, detail, moved = [], missing = [] }: Said,
  plan: SplitPlan | null,
  status = 409,
): Problem {
  return refuse({
    status,
    title: titles[code],
    detail,
    more: { code, moved, missing, plan },
  })
}

/** What is different between the object that a plan was made for and the one that is there. */
export function movedBetween(
  before: FoundSplit,
  now: FoundSplit,
  routes: readonly string[],
): SplitConflict['moved'] {
  const weights = routes.flatMap((route) => {
    const [was, is] = [before, now].map(({ object }) => weightWords(writtenWeights(object, route)))
    return was === is || was === undefined || is === undefined
      ? []
      : [{ what: route, before: was, now: is }]
  })
  return weights.length > 0
    ? weights
    : generations(before.object.metadata.generation, now.object.metadata.generation)
}

export const generations = (before: number, now: number): SplitConflict['moved'] =>
  before === now ? [] : [{ what: 'generation', before: String(before), now: String(now) }]

export const weightWords = (weights: Readonly<Weights> | null): string =>
  weights === null ? 'not there' : weights.map((weight) => weight ?? 'none').join('/')
