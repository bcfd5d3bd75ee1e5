import { ofNamespace } from '../of-namespace'
import { isReadable } from './effective-policy'
import { byAge, hasLabels, isEmpty, type PeerAuthentication } from './mesh'
import type { MtlsRules } from './rules'

/** A PeerAuthentication of a namespace, and whether it counts. */
export type ListedPolicy = { policy: PeerAuthentication; counts: boolean; why: string }

/** Every port that a policy of the namespace names; whether a container declares it is another matter. */
export const portsWritten = ({ mesh }: Pick<MtlsRules, 'mesh'>, namespace: string): number[] => [
  ...new Set(
    ofNamespace(mesh.peerAuthentications, namespace).flatMap(({ ports }) =>
      ports.map(({ port }) => port),
    ),
  ),
]

/** Oldest first, as Istio goes through them. */
export function policiesIn(
  rules: MtlsRules,
  namespace: string,
  rootNamespace: string,
): ListedPolicy[] {
  const own = ofNamespace(rules.mesh.peerAuthentications, namespace).toSorted(byAge)
  const readable = own.filter(isReadable)
  return own.map((policy) => ({ policy, ...standing(policy, readable, rules, rootNamespace) }))
}

function standing(
  policy: PeerAuthentication,
  readable: readonly PeerAuthentication[],
  rules: MtlsRules,
  rootNamespace: string,
): { counts: boolean; why: string } {
  if (!isReadable(policy)) return no('Istio does not know its mode, and reads nothing of it')
  const isRoot = policy.namespace === rootNamespace
  if (isEmpty(policy.selector)) {
    const first = readable.find(({ selector }) => isEmpty(selector))
    if (first !== policy) return no(`${first?.name} is older, and only one counts`)
    return { counts: true, why: isRoot ? 'For the mesh' : 'For the namespace' }
  }
  if (isRoot) return no('A policy with a selector in the root namespace is ignored')
  const chosen = rules
    .podsIn(policy.namespace)
    .filter(({ labels }) => hasLabels(labels, policy.selector))
  if (chosen.length === 0) return no('No pod has its labels')
  const won = chosen.filter(
    ({ labels }) =>
      readable.find(({ selector }) => !isEmpty(selector) && hasLabels(labels, selector)) === policy,
  )
  const names = [...new Set(won.map(({ name }) => name))].sort()
  return names.length > 0
    ? { counts: true, why: `For ${names.join(', ')}` }
    : no('Older policies select the same pods, and only one counts for each')
}

const no = (why: string) => ({ counts: false, why })
