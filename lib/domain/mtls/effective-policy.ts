import { byAge, hasLabels, isEmpty, type Labels, type PeerAuthentication } from './mesh'
import type { MtlsMode } from './words'

export type PolicyScope = 'default' | 'mesh' | 'namespace' | 'workload' | 'port'

/** One level, from the widest to the narrowest. `mode` is `null` where it inherits. */
export type PolicyStep = {
  scope: PolicyScope
  policy: { namespace: string; name: string } | null
  mode: MtlsMode | null
  /** The narrowest level that says a mode. */
  decides: boolean
}

export type EffectivePolicy = { mode: MtlsMode; chain: PolicyStep[] }

/** The one policy of each level that counts, and those of workloads, oldest first. */
export type PolicyLevels = {
  mesh: PeerAuthentication | null
  namespaces: ReadonlyMap<string, PeerAuthentication>
  workloads: ReadonlyMap<string, readonly PeerAuthentication[]>
}

export type PolicyTarget = {
  namespace: string
  /** Of its pods. */
  labels: Labels
  /** The workload's (container) port; `null` for all that no port setting names. */
  port: number | null
  /** Behind ztunnel, which reads one combination differently. */
  ambient: boolean
}

/**
 * Which policies count: of each level only the oldest. A policy with a selector in the root
 * namespace is ignored, even for pods of that namespace; one with a word that Istio does not have is
 * not read at all.
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 * (istio/pilot/pkg/security/authn/policy_applier.go, ComposePeerAuthentication)
 */
export function policyLevels(
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
): PolicyLevels {
  const namespaces = new Map<string, PeerAuthentication>()
  const workloads = new Map<string, PeerAuthentication[]>()
  let mesh: PeerAuthentication | null = null
  for (const policy of policies.filter(isReadable).sort(byAge)) {
    const { namespace } = policy
    if (isEmpty(policy.selector)) {
      if (namespace === rootNamespace) mesh ??= policy
      else if (!namespaces.has(namespace)) namespaces.set(namespace, policy)
    } else if (namespace !== rootNamespace) {
      const known = workloads.get(namespace)
      if (known) known.push(policy)
      else workloads.set(namespace, [policy])
    }
  }
  return { mesh, namespaces, workloads }
}

export const isReadable = ({ mode, ports }: Pick<PeerAuthentication, 'mode' | 'ports'>) =>
  mode !== 'unknown' && ports.every((one) => one.mode !== 'unknown')

/** What holds for a namespace before any of its workloads is looked at. */
export const namespacePolicy = (levels: PolicyLevels, namespace: string): EffectivePolicy =>
  compose(namespaceSteps(levels, namespace))

/** What holds for one workload, and one of its ports. */
export function effectivePolicy(levels: PolicyLevels, target: PolicyTarget): EffectivePolicy {
  const steps = namespaceSteps(levels, target.namespace)
  const policy = workloadPolicy(levels, target)
  if (!policy) return compose(steps)
  steps.push(stepOf('workload', policy))
  const written = policy.ports.find(({ port }) => port === target.port)
  if (written) {
    const portStep = { ...stepOf('port', policy), mode: modeOf(written.mode) }
    steps.push(isUnheardByZtunnel(policy, steps, portStep, target) ? unset(portStep) : portStep)
  }
  return compose(steps)
}

/** The oldest whose selector finds it; the port settings of the others are not merged in. */
export const workloadPolicy = (
  { workloads }: PolicyLevels,
  { namespace, labels }: Pick<PolicyTarget, 'namespace' | 'labels'>,
): PeerAuthentication | null =>
  workloads.get(namespace)?.find(({ selector }) => hasLabels(labels, selector)) ?? null

function namespaceSteps({ mesh, namespaces }: PolicyLevels, namespace: string): PolicyStep[] {
  const own = namespaces.get(namespace)
  return [
    { scope: 'default', policy: null, mode: 'PERMISSIVE', decides: false },
    ...(mesh ? [stepOf('mesh', mesh)] : []),
    ...(own ? [stepOf('namespace', own)] : []),
  ]
}

/**
 * ztunnel: a workload policy that inherits STRICT and sets a port to DISABLE (not PERMISSIVE) is not
 * taken for an exception; the port stays STRICT (istio/pilot/pkg/serviceregistry/ambient/authorization.go).
 */
function isUnheardByZtunnel(
  policy: PeerAuthentication,
  steps: readonly PolicyStep[],
  port: PolicyStep,
  { ambient }: PolicyTarget,
): boolean {
  const inherits = modeOf(policy.mode) === null
  return ambient && inherits && port.mode === 'DISABLE' && compose(steps).mode === 'STRICT'
}

const unset = (step: PolicyStep): PolicyStep => ({ ...step, mode: null })

const stepOf = (scope: PolicyScope, policy: PeerAuthentication): PolicyStep => ({
  scope,
  policy: { namespace: policy.namespace, name: policy.name },
  mode: modeOf(policy.mode),
  decides: false,
})

const modeOf = (written: PeerAuthentication['mode']): MtlsMode | null =>
  written === 'UNSET' || written === 'unknown' ? null : written

function compose(steps: readonly PolicyStep[]): EffectivePolicy {
  const last = steps.findLastIndex(({ mode }) => mode !== null)
  return {
    mode: steps[last]?.mode ?? 'PERMISSIVE',
    chain: steps.map((step, at) => ({ ...step, decides: at === last })),
  }
}
