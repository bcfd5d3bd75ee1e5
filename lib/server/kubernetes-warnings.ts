import 'server-only'
import type { Warning } from '../api/envelope'
import type { MeshFacts } from '../domain/service-graph/mesh-facts'
import { UpstreamError } from '../errors'
import type { KindStatus } from '../kubernetes/kind-store'
import type { KindName } from '../kubernetes/kinds'
import type { WatchCache } from '../kubernetes/watch-cache'

/** Each kind by name, and what is not known while it cannot be read. */
export const kindWords: Record<KindName, { plural: string; without: string }> = {
  namespaces: { plural: 'namespaces', without: 'which workloads belong to the mesh is not known' },
  pods: { plural: 'pods', without: 'idle workloads and the marks of proxies are missing' },
  services: { plural: 'services', without: 'what a service selects is not known' },
  deployments: { plural: 'deployments', without: 'workloads without pods are missing' },
  virtualServices: { plural: 'VirtualServices', without: 'traffic splits are missing' },
  destinationRules: {
    plural: 'DestinationRules',
    without: 'which pods a subset has is not known',
  },
  istioGateways: { plural: 'Gateways of Istio', without: 'which gateways there are is not known' },
  httpRoutes: { plural: 'HTTPRoutes', without: 'their splits are missing' },
  grpcRoutes: { plural: 'GRPCRoutes', without: 'their splits are missing' },
  kubernetesGateways: { plural: 'Gateways', without: 'which gateways there are is not known' },
  referenceGrants: {
    plural: 'ReferenceGrants',
    without: 'routes into other namespaces cannot be checked',
  },
  rollouts: { plural: 'Rollouts', without: 'routes that Argo Rollouts steers are not recognised' },
  canaries: { plural: 'Canaries', without: 'how far a canary of Flagger is, is not known' },
  argoApplications: {
    plural: 'Applications',
    without: 'whether Argo CD undoes changes is not known',
  },
  validatingWebhooks: {
    plural: 'ValidatingWebhookConfigurations',
    without: 'which webhooks judge a change is not known',
  },
  serviceEntries: {
    plural: 'ServiceEntries',
    without: 'which hosts outside of the mesh are registered is not known',
  },
  replicaSets: { plural: 'ReplicaSets', without: 'when new pods were rolled out is not known' },
  peerAuthentications: { plural: 'PeerAuthentications', without: 'no policy is known' },
  authorizationPolicies: {
    plural: 'AuthorizationPolicies',
    without: 'what needs an identity is not known',
  },
  sidecars: {
    plural: 'Sidecars',
    without: 'services that a client does not import are taken to be imported',
  },
  configMaps: {
    plural: 'ConfigMaps',
    without: 'Istio’s mesh config is not known and taken to be the default',
  },
  jobs: { plural: 'Jobs', without: 'they are missing among the candidates' },
  cronJobs: { plural: 'CronJobs', without: 'they are missing among the candidates' },
  networkPolicies: { plural: 'NetworkPolicies', without: 'candidates are not ranked by them' },
}

/** A mesh is whole without them: that they are absent is no news. */
const extras = new Set<KindName>([
  'httpRoutes',
  'grpcRoutes',
  'kubernetesGateways',
  'referenceGrants',
  'rollouts',
  'canaries',
  'argoApplications',
  'jobs',
  'cronJobs',
  'networkPolicies',
])

type Trouble = { name: KindName; status: KindStatus; since: number; known: boolean }

/**
 * Of the kinds that a picture is made of: one warning for the whole API where all of it fails alike,
 * else one for each kind.
 */
export function kubernetesWarnings(
  { read }: Pick<WatchCache, 'read'>,
  names: readonly KindName[],
): Warning[] {
  const all = names.map((name): Trouble => {
    const { status, since, known } = read(name)
    return { name, status, since, known }
  })
  const troubles = all.filter(
    ({ name, status }) => status !== 'synced' && !(status === 'absent' && extras.has(name)),
  )
  // While the API is down nobody knows whether a kind that was absent still is.
  const present = all.filter(({ status }) => status !== 'absent')
  const [first] = present
  const wholeApiFails =
    first !== undefined &&
    first.status !== 'synced' &&
    present.every(({ status }) => status === first.status)
  const warnings = wholeApiFails ? [wholeApi(first.status, present)] : troubles.map(oneKind)
  return [...warnings, ...unreadable(read, names)]
}

const leastPastSeconds = 300

/** Older than the window, and than a tab that was left for a while. */
export const isPast = ({ at, windowSeconds }: { at: number; windowSeconds: number }) =>
  (Date.now() - at) / 1000 > Math.max(windowSeconds, leastPastSeconds)

/** Kubernetes keeps no past: of an old moment, too, it says what is there now. */
export function pastWarnings(
  { workloads, services, routes }: MeshFacts,
  { at, windowSeconds }: { at: number; windowSeconds: number },
): Warning[] {
  const isUsed = workloads.length + services.length + routes.length > 0
  if (!isUsed || !isPast({ at, windowSeconds })) return []
  return [
    {
      code: 'facts-of-now',
      title: 'All marks are of now, not of this moment',
      detail:
        'Traffic, health and encryption are of this moment. Kubernetes keeps no past: what was deleted since has no marks, and what was silent is not shown.',
    },
  ]
}

function wholeApi(status: KindStatus, troubles: readonly Trouble[]): Warning {
  const since = Math.min(...troubles.map((trouble) => trouble.since))
  return {
    code: codeOf(status),
    title: `Kubernetes ${wordsOf(status)}`,
    detail: `Since ${iso(since)}. ${
      troubles.every(({ known }) => known)
        ? 'Workloads, services and traffic splits are shown as they were before.'
        : 'Idle workloads, marks and traffic splits are missing.'
    }`,
  }
}

function oneKind({ name, status, since, known }: Trouble): Warning {
  const { plural, without } = kindWords[name]
  if (status === 'absent')
    return {
      code: codeOf(status),
      title: `This cluster has no ${plural}: Istio’s kinds are not installed`,
      detail: `Since ${iso(since)}. Looked for again by itself.`,
    }
  return {
    code: codeOf(status),
    title: `Kubernetes ${wordsOf(status)}: ${plural}`,
    detail: `Since ${iso(since)}. ${known ? 'They are shown as they were before' : sentence(without)}.`,
  }
}

function unreadable(read: WatchCache['read'], names: readonly KindName[]): Warning[] {
  return names.flatMap((name) => {
    const count = read(name).unreadable
    if (count === 0) return []
    const title = `${count} of the ${kindWords[name].plural} could not be read and are left out`
    return [{ code: 'kubernetes-unreadable', title }]
  })
}

function codeOf(status: KindStatus): string {
  return status === 'absent' ? 'kubernetes-kind-absent' : `kubernetes-${status}`
}

/** The same words as everywhere: those of the error itself. */
function wordsOf(status: KindStatus): string {
  switch (status) {
    case 'loading':
      return 'has not answered yet'
    case 'synced':
    case 'absent':
      return 'answers'
    default:
      return new UpstreamError('kubernetes', status).message.replace(/^Kubernetes /, '')
  }
}

const iso = (at: number) => new Date(at).toISOString()
const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
