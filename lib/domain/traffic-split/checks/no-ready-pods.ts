import { destinationWords, evidenceOf, gains, isUsed, ruleWords, type SplitCheck } from './check'

/** A destination without a ready pod: its share fails with 503 and flag UH. */
export const noReadyPods: SplitCheck = ({ route, rules, index }) =>
  rules.flatMap((rule) =>
    rule.resolved.flatMap((one, at) => {
      const isThere = one.service !== null && index.service(one.service) !== null
      if (one.readyPods !== 0 || !isThere || one.subset.kind === 'missing' || !isUsed(rule, at))
        return []
      const names = (one.workloads ?? []).map(({ name }) => name)
      return [
        {
          code: 'no-ready-pods',
          severity: 'error',
          gate: gains(rule, at) ? 'acknowledge' : 'inform',
          title: `${destinationWords(one)} has no ready pod`,
          detail:
            names.length > 0
              ? `What ${ruleWords(rule)} sends there fails with 503 until a pod of ${names.join(', ')} is ready.`
              : `No workload has the labels that it selects: what ${ruleWords(rule)} sends there fails with 503.`,
          evidence: [
            evidenceOf(route, rule.route),
            ...(one.workloads ?? []).map(({ namespace, name }) => ({
              kind: 'Workload',
              namespace,
              name,
            })),
          ],
        },
      ]
    }),
  )
