import { ofNamespace } from '../of-namespace'
import { isReadable, workloadPolicy } from './effective-policy'
import { byAge, isEmpty, type Labels, type PeerAuthentication, type WrittenMode } from './mesh'
import { revisionOf } from './namespace-policy'
import type { MtlsRules } from './rules'

/** What a person wants a policy to say. `port` needs a workload, and is the workload's own. */
export type PolicyWish = {
  namespace: string
  workload: string | null
  port: number | null
  mode: WrittenMode
}

/** The object that the wish is written into: one that is there already, or a new one. */
export type WritableTarget =
  | { kind: 'edit'; policy: PeerAuthentication }
  | { kind: 'create'; name: string; selector: Labels }
export type PolicyTarget = WritableTarget | { kind: 'refused'; detail: string }

/** The policy that counts is edited in place: a second one on its level would have no effect. */
export function targetOf(rules: MtlsRules, wish: PolicyWish): PolicyTarget {
  const { namespace, workload, mode } = wish
  const pods = rules.podsIn(namespace)
  const { rootNamespace } = rules.configOf({ revision: revisionOf(pods) })
  if (namespace === rootNamespace)
    return refused(
      workload === null
        ? `A policy for all of ${namespace} is the mesh’s own. It cannot be written here.`
        : `Istio ignores policies for workloads in ${namespace}, the root namespace.`,
    )
  const target =
    workload === null ? forNamespace(rules, namespace) : forWorkload(rules, namespace, workload)
  if (target.kind === 'create' && mode === 'UNSET')
    return refused('It inherits already: no policy of its own says a mode.')
  return target
}

function forNamespace(rules: MtlsRules, namespace: string): PolicyTarget {
  const own = policiesIn(rules, namespace)
  const policy = own.filter(isReadable).find(({ selector }) => isEmpty(selector))
  return policy
    ? { kind: 'edit', policy }
    : { kind: 'create', name: freeName('default', own), selector: {} }
}

function forWorkload(rules: MtlsRules, namespace: string, workload: string): PolicyTarget {
  const [pods] = rules.podsOf({ namespace, name: workload })
  if (!pods) return refused(`There is no workload ${workload} in ${namespace}.`)
  if (pods.role === 'gateway')
    return refused(
      `${workload} is a gateway, and no PeerAuthentication binds it: its Gateway says what it takes.`,
    )
  const policy = workloadPolicy(rules.levelsOf(pods), pods)
  if (policy) return { kind: 'edit', policy }
  const selector = identifyingLabels(pods.labels)
  if (isEmpty(selector))
    return refused(`The pods of ${workload} have no labels that a policy could select.`)
  return { kind: 'create', name: freeName(workload, policiesIn(rules, namespace)), selector }
}

const policiesIn = (rules: MtlsRules, namespace: string) =>
  ofNamespace(rules.mesh.peerAuthentications, namespace).toSorted(byAge)

function freeName(wanted: string, taken: readonly PeerAuthentication[]): string {
  const names = new Set(taken.map(({ name }) => name))
  const name = wanted.slice(0, 240)
  if (!names.has(name)) return name
  let serial = 2
  while (names.has(`${name}-${serial}`)) serial += 1
  return `${name}-${serial}`
}

const known = [
  'app',
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'version',
  'app.kubernetes.io/version',
]
/** Made by controllers and by the injector: they change with a rollout, or say nothing of who it is. */
const made =
  /^(pod-template-|controller-revision-|statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io|controller-uid|job-name|security\.istio\.io|service\.istio\.io|networking\.istio\.io|sidecar\.istio\.io|istio\.io|topology\.istio\.io)/

/** Labels that say which workload a pod is of, and stay the same when it is rolled out. */
export function identifyingLabels(labels: Labels): Labels {
  const pick = (wanted: (label: string) => boolean) =>
    Object.fromEntries(Object.entries(labels).filter(([label]) => wanted(label)))
  const usual = pick((label) => known.includes(label))
  return isEmpty(usual) ? pick((label) => !made.test(label)) : usual
}

/** The policies as they would be, for the rules to be asked of. */
export function withWish(
  policies: readonly PeerAuthentication[],
  target: WritableTarget,
  wish: PolicyWish,
): PeerAuthentication[] {
  if (target.kind === 'edit')
    return policies.map((one) => (isSame(one, target.policy) ? wished(target.policy, wish) : one))
  const fresh: PeerAuthentication = {
    namespace: wish.namespace,
    name: target.name,
    createdAt: null,
    changedAt: null,
    selector: target.selector,
    mode: 'UNSET',
    ports: [],
  }
  return [...policies, wished(fresh, wish)]
}

/** Deleted it makes room: the next oldest of its level counts then. */
export const withoutPolicy = (
  policies: readonly PeerAuthentication[],
  gone: PeerAuthentication,
): PeerAuthentication[] => policies.filter((one) => !isSame(one, gone))

const isSame = (a: PeerAuthentication, b: PeerAuthentication) =>
  a.namespace === b.namespace && a.name === b.name

function wished(policy: PeerAuthentication, { port, mode }: PolicyWish): PeerAuthentication {
  if (port === null) return { ...policy, mode }
  const others = policy.ports.filter((one) => one.port !== port)
  return { ...policy, ports: [...others, { port, mode }] }
}

/** What the policy says now where the wish would write; `null`: nothing is written there. */
export function writtenMode(
  target: PolicyTarget,
  { port }: Pick<PolicyWish, 'port'>,
): WrittenMode | null {
  if (target.kind !== 'edit') return null
  if (port === null) return target.policy.mode
  return target.policy.ports.find((one) => one.port === port)?.mode ?? null
}

const refused = (detail: string): PolicyTarget => ({ kind: 'refused', detail })
