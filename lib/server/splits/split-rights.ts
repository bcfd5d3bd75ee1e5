import 'server-only'
import type { Owner } from '../../domain/owner/owner'
import type { Permission } from '../../domain/permission'
import type { RouteKind } from '../../domain/traffic-split/split'
import type { Viewer } from '../../identity/viewer'
import type { KindName } from '../../kubernetes/kinds'
import { mayDo, mayNot } from '../writes/rights'

export const kindNameOf = {
  VirtualService: 'virtualServices',
  HTTPRoute: 'httpRoutes',
  GRPCRoute: 'grpcRoutes',
} as const satisfies Record<RouteKind, KindName>

type Asked = { kind: RouteKind; namespace: string; name?: string; owner: Owner | null }

/** Whether the viewer may move weights of this object, and if not, why. Asked of Kubernetes last. */
export async function mayEdit(
  viewer: Viewer,
  { kind, namespace, name, owner }: Asked,
): Promise<Permission> {
  if (kind === 'GRPCRoute') return mayNot('GRPCRoutes can be read here, but not changed.')
  if (owner?.policy === 'read-only') return mayNot(owner.detail)
  return mayDo(viewer, [{ verb: 'patch', kind: kindNameOf[kind], words: `change ${kind}s` }], {
    namespace,
    ...(name === undefined ? {} : { name }),
  })
}

type Step = { kind: 'DestinationRule' | 'VirtualService'; action: keyof typeof verbOf | 'present' }

const verbOf = { create: 'create', 'add-subsets': 'patch' } as const
const stepKindOf = {
  DestinationRule: 'destinationRules',
  VirtualService: 'virtualServices',
} as const

/** Where nothing is made yet, as far as it can be said without looking for it. */
const bothMade: readonly Step[] = [
  { kind: 'DestinationRule', action: 'create' },
  { kind: 'VirtualService', action: 'create' },
]

/** Whether the viewer may make the objects of a new split, each of them: half of one helps nobody. */
export function mayCreate(
  viewer: Viewer,
  namespace: string,
  steps: readonly Step[] = bothMade,
): Promise<Permission> {
  const deeds = steps.flatMap(({ kind, action }) =>
    action === 'present'
      ? []
      : [
          {
            verb: verbOf[action],
            kind: stepKindOf[kind],
            words: `${action === 'create' ? 'create' : 'change'} ${kind}s`,
          },
        ],
  )
  return mayDo(viewer, deeds, { namespace })
}
