import 'server-only'
import type { Owner } from '../../domain/traffic-split/owner'
import type { Permission, RouteKind } from '../../domain/traffic-split/split'
import { isUpstreamError } from '../../errors'
import { may } from '../../identity/may'
import { type Person, personOf } from '../../identity/person'
import type { Viewer } from '../../identity/viewer'
import { kinds } from '../../kubernetes/kinds'
import { resourceOf } from '../../kubernetes/object-path'

export const kindNameOf = {
  VirtualService: 'virtualServices',
  HTTPRoute: 'httpRoutes',
  GRPCRoute: 'grpcRoutes',
} as const satisfies Record<RouteKind, keyof typeof kinds>

type Asked = { kind: RouteKind; namespace: string; name?: string; owner: Owner | null }

const allowed: Permission = { allowed: true, reason: null }
const not = (reason: string): Permission => ({ allowed: false, reason })

/** Whether the viewer may move weights of this object, and if not, why. Asked of Kubernetes last. */
export async function mayEdit(viewer: Viewer, asked: Asked): Promise<Permission> {
  const person = personOf(viewer)
  if (person === null) return not('Nobody is signed in here, so nothing can be changed.')
  if (asked.kind === 'GRPCRoute') return not('GRPCRoutes can be read here, but not changed.')
  if (asked.owner?.policy === 'read-only') return not(asked.owner.detail)
  return mayPatch(person, asked)
}

/** Everywhere first: most people who may, may everywhere. */
async function mayPatch(person: Person, { kind, namespace, name }: Asked): Promise<Permission> {
  const deed = { verb: 'patch', ...resourceOf(kinds[kindNameOf[kind]]) } as const
  const named = name === undefined ? {} : { name }
  try {
    const isAllowed =
      (await may(person, { ...deed, namespace: '' })) ||
      (await may(person, { ...deed, namespace, ...named }))
    return isAllowed ? allowed : not(`Kubernetes does not let you change ${kind}s in ${namespace}.`)
  } catch (error) {
    if (!isUpstreamError(error)) throw error
    return not(`Whether you may change this is not known: ${error.message}.`)
  }
}
