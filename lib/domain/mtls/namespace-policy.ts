import { obeysPolicies, serverKind } from './accepted'
import type { PolicyScope, PolicyStep } from './effective-policy'
import type { ObjectName, PodGroup } from './mesh'
import { portsWritten } from './policies-of'
import type { MtlsRules } from './rules'
import type { DataPlaneOfMany, MtlsMode } from './words'

/** What differs from the namespace's own word: a workload, or one of its ports. */
export type PolicyException = {
  workload: string
  port: number | null
  mode: MtlsMode
  policy: ObjectName
}

export type NamespacePolicy = {
  mode: MtlsMode
  from: { scope: Extract<PolicyScope, 'default' | 'mesh' | 'namespace'>; policy: ObjectName | null }
  exceptions: PolicyException[]
  /** Workloads with pods that no proxy serves. */
  unenforced: string[]
}

/** The policy column of a namespace: its own word, and what of its workloads differs from it. */
export function namespacePolicyOf(rules: MtlsRules, namespace: string): NamespacePolicy {
  const pods = rules.podsIn(namespace)
  const { mode, chain } = rules.namespacePolicyOf(namespace, revisionOf(pods))
  const decider = chain.find(({ decides }) => decides)
  return {
    mode,
    from: { scope: wideScope(decider), policy: decider?.policy ?? null },
    exceptions: exceptionsOf(rules, pods, mode),
    unenforced: distinct(pods.filter(({ proxy }) => proxy === 'none').map(({ name }) => name)),
  }
}

const wideScope = (step: PolicyStep | undefined) =>
  step?.scope === 'mesh' || step?.scope === 'namespace' ? step.scope : 'default'

/** The control plane of most of its pods; of none the default one. */
export function revisionOf(pods: readonly PodGroup[]): string | null {
  const counts = new Map<string, number>()
  for (const { revision, pods: count } of pods)
    if (revision !== null) counts.set(revision, (counts.get(revision) ?? 0) + count)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null
}

/** Only where a proxy enforces it: of the others there is nothing to say. */
function exceptionsOf(
  rules: MtlsRules,
  pods: readonly PodGroup[],
  mode: MtlsMode,
): PolicyException[] {
  const [first] = pods
  const written = first ? portsWritten(rules, first.namespace).sort((a, b) => a - b) : []
  const found = pods.filter(obeysPolicies).flatMap((group) => {
    const whole = rules.policyOf(group, null)
    const ofWorkload = exceptionFor(group.name, null, whole, mode)
    const ports = written.flatMap((port) =>
      exceptionFor(group.name, port, rules.policyOf(group, port), whole.mode),
    )
    return [...ofWorkload, ...ports]
  })
  const keys = new Set<string>()
  return found.filter(({ workload, port }) => {
    const key = `${workload}:${port}`
    if (keys.has(key)) return false
    keys.add(key)
    return true
  })
}

function exceptionFor(
  workload: string,
  port: number | null,
  { mode, chain }: { mode: MtlsMode; chain: readonly PolicyStep[] },
  wider: MtlsMode,
): PolicyException[] {
  const policy = chain.find(({ decides }) => decides)?.policy
  return policy && mode !== wider ? [{ workload, port, mode, policy }] : []
}

export function dataPlaneOfMany(pods: readonly Pick<PodGroup, 'proxy'>[]): DataPlaneOfMany {
  const kinds = new Set(
    pods.map(({ proxy }) =>
      proxy === 'ztunnel' || proxy === 'ztunnelPending' ? 'ambient' : proxy,
    ),
  )
  if (kinds.size > 1) return 'mixed'
  return [...kinds][0] ?? 'none'
}

/** One port of a workload, as its proxy meets it. */
export const isPolicyMeant = (pods: PodGroup, port: number) => {
  const kind = serverKind(pods, port)
  return kind === 'sidecar' || kind === 'ztunnel'
}

const distinct = (names: readonly string[]) => [...new Set(names)].sort()
