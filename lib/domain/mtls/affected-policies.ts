import { distinct } from '../distinct'
import { obeysPolicies } from './accepted'
import type { PodGroup } from './mesh'
import { portsWritten } from './policies-of'
import type { MtlsRules } from './rules'
import type { MtlsMode } from './words'

/** The mesh before and after a policy is written. */
export type PolicyChange = {
  namespace: string
  /** What was looked at: the others are hit without having been asked for. */
  workload: string | null
  before: MtlsRules
  after: MtlsRules
}

export type AffectedPolicy = {
  workload: string
  /** `null`: every port that has no word of its own. */
  port: number | null
  pods: number
  before: MtlsMode
  after: MtlsMode
  lookedAt: boolean
}

/** Everything whose effective mode is another one afterwards, looked at or not. */
export function affectedPolicies(change: PolicyChange): AffectedPolicy[] {
  const { before, after, namespace, workload } = change
  const served = before.podsIn(namespace).filter(obeysPolicies)
  const written = new Set([before, after].flatMap((rules) => portsWritten(rules, namespace)))
  const rows = served.flatMap((pods) => {
    const whole = changeOf(before, after, pods, null)
    const ports = [...written].flatMap((port) => {
      const own = changeOf(before, after, pods, port)
      const isOwn = own && !(whole && own.before === whole.before && own.after === whole.after)
      return isOwn ? [{ ...own, port }] : []
    })
    return [...(whole ? [{ ...whole, port: null }] : []), ...ports].map(
      (row): AffectedPolicy => ({
        workload: pods.name,
        pods: pods.pods,
        ...row,
        lookedAt: workload === null || workload === pods.name,
      }),
    )
  })
  return distinct(rows, ({ workload, port }) => `${workload}:${port}`)
}

function changeOf(before: MtlsRules, after: MtlsRules, pods: PodGroup, port: number | null) {
  const [was, is] = [before, after].map((rules) => rules.policyOf(pods, port).mode)
  return was && is && was !== is ? { before: was, after: is } : null
}
