import 'server-only'
import { isUpstreamError } from '../../errors'
import { type Deed, may } from '../../identity/may'
import { personOf } from '../../identity/person'
import type { Viewer } from '../../identity/viewer'
import { kinds } from '../../kubernetes/kinds'
import { resourceOf } from '../../kubernetes/object-path'

export type Permission = { allowed: boolean; reason: string | null }

const not = (reason: string): Permission => ({ allowed: false, reason })

/** Whether the viewer may write policies of a namespace, and if not, why. Asked of Kubernetes last. */
export async function mayWritePolicies(
  viewer: Viewer,
  namespace: string,
  verb: Deed['verb'] = 'patch',
): Promise<Permission> {
  const person = personOf(viewer)
  if (person === null) return not('Nobody is signed in here, so nothing can be changed.')
  const deed = { verb, ...resourceOf(kinds.peerAuthentications) } as const
  try {
    const isAllowed =
      (await may(person, { ...deed, namespace: '' })) || (await may(person, { ...deed, namespace }))
    return isAllowed
      ? { allowed: true, reason: null }
      : not(`Kubernetes does not let you ${verb} PeerAuthentications in ${namespace}.`)
  } catch (error) {
    if (!isUpstreamError(error)) throw error
    return not(`Whether you may change this is not known: ${error.message}.`)
  }
}
