import 'server-only'
import type { MeReply, MeSearch } from '../api/me'
import { isUpstreamError } from '../errors'
import { type Deed, may } from '../identity/may'
import { type Person, personOf } from '../identity/person'
import { watchCache } from '../kubernetes/watch-cache'
import type { Reader } from './reader'

type May = MeReply['data']['may']['moveTraffic']
type Kind = Pick<Deed, 'group' | 'resource'>

const routes: Kind = { group: 'networking.istio.io', resource: 'virtualservices' }
const policies: Kind = { group: 'security.istio.io', resource: 'peerauthentications' }

/** Who is asking, and what they may change; each object still tells for itself. */
export const readMe: Reader<MeSearch, MeReply['data']> = async ({ namespaces }, { viewer }) => {
  const person = personOf(viewer)
  const asked = namespaces.length > 0 ? namespaces : knownNamespaces()
  const visible = asked.filter((name) => viewer.sees.kind === 'all' || viewer.sees.names.has(name))
  const [moveTraffic, changeMtls] = await Promise.all(
    [routes, policies].map((kind) => mayChange(person, kind, visible)),
  )
  const nowhere = mayNowhere('It was not asked.')
  return {
    data: {
      user: viewer.user,
      mode: viewer.mode,
      may: { moveTraffic: moveTraffic ?? nowhere, changeMtls: changeMtls ?? nowhere },
    },
    warnings: [],
    observedAt: Date.now(),
    window: 300,
  }
}

const knownNamespaces = () =>
  [...watchCache().read('namespaces').objects.values()].map(({ name }) => name)

const mayNowhere = (reason: string): May => ({ allowed: 'nowhere', reason })

async function mayChange(
  person: Person | null,
  kind: Kind,
  namespaces: readonly string[],
): Promise<May> {
  if (person === null) return mayNowhere('Nobody is signed in here, so nothing can be changed.')
  const deed = { verb: 'patch', ...kind } as const
  try {
    return await mayAsked(person, deed, kind.resource, namespaces)
  } catch (error) {
    if (!isUpstreamError(error)) throw error
    return mayNowhere(`Whether you may is not known: ${error.message}.`)
  }
}

async function mayAsked(
  person: Person,
  deed: Omit<Deed, 'namespace'>,
  resource: string,
  namespaces: readonly string[],
): Promise<May> {
  if (await may(person, { ...deed, namespace: '' })) return { allowed: 'everywhere', reason: null }
  for (const namespace of namespaces)
    if (await may(person, { ...deed, namespace }))
      return {
        allowed: 'somewhere',
        reason: `Kubernetes lets you change ${resource} in some namespaces only.`,
      }
  return mayNowhere(`Kubernetes does not let you change ${resource}.`)
}
