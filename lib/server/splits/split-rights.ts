import 'server-only'
import type { Owner } from '../../domain/owner/owner'
import type { Permission, RouteKind } from '../../domain/traffic-split/split'
import { isUpstreamError } from '../../errors'
import { type Deed, may } from '../../identity/may'
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

const mayPatch = (person: Person, { kind, namespace, name }: Asked): Promise<Permission> =>
  mayDo(person, [{ verb: 'patch', kind: kindNameOf[kind], words: `change ${kind}s` }], {
    namespace,
    ...(name === undefined ? {} : { name }),
  })

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
export async function mayCreate(
  viewer: Viewer,
  namespace: string,
  steps: readonly Step[] = bothMade,
): Promise<Permission> {
  const person = personOf(viewer)
  if (person === null) return not('Nobody is signed in here, so nothing can be changed.')
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
  return mayDo(person, deeds, { namespace })
}

type DeedInWords = { verb: Deed['verb']; kind: keyof typeof kinds; words: string }

/** Everywhere first: most people who may, may everywhere. */
async function mayDo(
  person: Person,
  deeds: readonly DeedInWords[],
  place: { namespace: string; name?: string },
): Promise<Permission> {
  try {
    for (const { verb, kind, words } of deeds) {
      const deed = { verb, ...resourceOf(kinds[kind]) }
      const isAllowed =
        (await may(person, { ...deed, namespace: '' })) ||
        (await may(person, { ...deed, ...place }))
      if (!isAllowed) return not(`Kubernetes does not let you ${words} in ${place.namespace}.`)
    }
    return allowed
  } catch (error) {
    if (!isUpstreamError(error)) throw error
    return not(`Whether you may change this is not known: ${error.message}.`)
  }
}
