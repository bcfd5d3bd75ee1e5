import 'server-only'
import type { MeReply, MeSearch } from '../api/me'
import { isUpstreamError, type UpstreamError } from '../errors'
import { type Deed, may } from '../identity/may'
import {
  mayNotImpersonate,
  type Person,
  personOf,
  whyNotKnown,
  whyOnlyLooking,
} from '../identity/person'
import type { Viewer } from '../identity/viewer'
import { watchCache } from '../kubernetes/watch-cache'
import type { Reader } from './reader'

type May = MeReply['data']['may']['moveTraffic']
type Need = {
  deeds: readonly Omit<Deed, 'namespace'>[]
  /** Whether one of the deeds alone is of use. */
  alone: boolean
}

const istio = 'networking.istio.io'
const needs = {
  moveTraffic: {
    deeds: [
      { verb: 'patch', group: istio, resource: 'virtualservices' },
      { verb: 'patch', group: 'gateway.networking.k8s.io', resource: 'httproutes' },
    ],
    alone: true,
  },
  createSplits: {
    deeds: [
      { verb: 'create', group: istio, resource: 'destinationrules' },
      { verb: 'create', group: istio, resource: 'virtualservices' },
    ],
    alone: false,
  },
  changeMtls: {
    deeds: [{ verb: 'patch', group: 'security.istio.io', resource: 'peerauthentications' }],
    alone: false,
  },
} as const satisfies Record<keyof MeReply['data']['may'], Need>

/** Who is asking, and what they may change; each object still tells for itself. */
export const readMe: Reader<MeSearch, MeReply['data']> = async ({ namespaces }, { viewer }) => {
  const asked = namespaces.length > 0 ? namespaces : knownNamespaces()
  const visible = asked.filter((name) => viewer.sees.kind === 'all' || viewer.sees.names.has(name))
  const [moveTraffic, createSplits, changeMtls] = await Promise.all([
    mayChange(viewer, needs.moveTraffic, visible),
    mayChange(viewer, needs.createSplits, visible),
    mayChange(viewer, needs.changeMtls, visible),
  ])
  return {
    data: {
      user: viewer.user,
      mode: viewer.mode,
      may: { moveTraffic, createSplits, changeMtls },
    },
    warnings: [],
    observedAt: Date.now(),
    window: 300,
  }
}

const knownNamespaces = () =>
  [...watchCache().read('namespaces').objects.values()].map(({ name }) => name)

const mayNowhere = (reason: string): May => ({ allowed: 'nowhere', reason })

async function mayChange(viewer: Viewer, need: Need, namespaces: readonly string[]): Promise<May> {
  const person = personOf(viewer)
  if (person === null) return mayNowhere(whyOnlyLooking(viewer))
  try {
    return await mayAsked(person, need, namespaces)
  } catch (error) {
    if (!isUpstreamError(error)) throw error
    return notKnown(viewer, error)
  }
}

/** What the console itself may not do for somebody is known: nothing. */
const notKnown = (viewer: Viewer, error: UpstreamError): May => ({
  allowed: mayNotImpersonate(viewer, error) ? 'nowhere' : 'unknown',
  reason: whyNotKnown(viewer, error),
})

/** Everywhere first; then until a namespace is found. */
async function mayAsked(
  person: Person,
  { deeds, alone }: Need,
  namespaces: readonly string[],
): Promise<May> {
  const askIn = (namespace: string) =>
    Promise.all(deeds.map((deed) => may(person, { ...deed, namespace })))
  const everywhere = await askIn('')
  if (everywhere.every(Boolean)) return { allowed: 'everywhere', reason: null }
  const missing = deeds.filter((_, at) => !everywhere[at]).map(deedWords)
  const suffices = (answers: readonly boolean[]) =>
    alone ? answers.some(Boolean) : answers.every(Boolean)
  const somewhere: May = {
    allowed: 'somewhere',
    reason: `Kubernetes does not let you ${missing.join(', nor ')} everywhere.`,
  }
  if (suffices(everywhere)) return somewhere
  for (const namespace of namespaces) if (suffices(await askIn(namespace))) return somewhere
  return mayNowhere(`Kubernetes does not let you ${missing.join(', nor ')}.`)
}

const deedWords = ({ verb, resource }: Omit<Deed, 'namespace'>) =>
  `${verb === 'patch' ? 'change' : verb} ${resource}`
