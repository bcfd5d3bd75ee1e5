import { evidenceOf, ruleWords, type SplitCheck } from './check'

/** Istio refuses it in a VirtualService where its webhook is there; a Gateway API route answers 500. */
export const allWeightsZero: SplitCheck = ({ route, rules }) =>
  rules.flatMap((rule) => {
    const after = rule.planned === null ? rule.shares : rule.sharesAfter
    if (after.length === 0 || after.some((share) => share > 0)) return []
    return [
      {
        code: 'all-weights-zero',
        severity: 'error',
        gate: rule.planned === null ? 'inform' : 'block',
        title: `All weights of ${ruleWords(rule)} are 0`,
        detail: 'Nothing is reached: requests fail. Give at least one destination a weight.',
        evidence: [evidenceOf(route, rule.route)],
      },
    ]
  })
