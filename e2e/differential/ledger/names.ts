import type { GraphView } from '../../../lib/domain/service-graph/graph'
import type { LedgerKey, LedgerParty } from '../../testbed/mesh/ledger'
import type { MeshPod } from '../../testbed/mesh/world/mesh-pod'
import type { World } from '../../testbed/mesh/world/world'

/** Ids of the product's nodes for the two ends of what the ledger wrote down. */
export type LedgerNames = {
  idsOf(row: LedgerKey): { source: string; target: string }
  podOf(party: LedgerParty): MeshPod | undefined
}

const defaultCluster = 'Kubernetes'

/** By the simulation's own world: who runs where, under which names, behind which services. */
export function ledgerNames(world: World, view: GraphView): LedgerNames {
  const pods = new Map(
    [...world.pods.values()].map((pod) => [`${pod.namespace}/${pod.workload}`, pod]),
  )
  const podOf = ({ namespace, workload }: LedgerParty) => pods.get(`${namespace}/${workload}`)
  const isRegistryOnly = world.mesh.outboundMode === 'REGISTRY_ONLY'

  const idOf = (party: LedgerParty) => {
    const { namespace, workload } = party
    const pod = podOf(party)
    const cluster = pod?.cluster ?? defaultCluster
    const { canonicalName: app = workload, canonicalRevision: version = 'latest' } = pod ?? {}
    const service = view === 'service' && pod ? selecting(world, pod) : null
    if (view === 'namespace') return `namespace/${cluster}/${namespace}`
    if (view === 'workload') return `workload/${cluster}/${namespace}/${workload}`
    if (service) return `service/${cluster}/${namespace}/${service}`
    return `app/${cluster}/${namespace}/${app}/${view === 'versionedApp' ? version : '-'}`
  }

  const sourceOf = ({ source, observer, ...row }: LedgerKey) =>
    isTold(source, podOf(source), world.pods.get(observer ?? ''))
      ? idOf(source)
      : `unknown/caller/${row.destination?.namespace}`

  const targetOf = ({ source, destination, service: host, protocol }: LedgerKey) => {
    const service = serviceAt(world, host, source.namespace)
    if (destination && !(view === 'service' && service)) return idOf(destination)
    if (service?.endpoints === 'pods') {
      const cluster = podOf(destination ?? source)?.cluster ?? defaultCluster
      return view === 'namespace'
        ? `namespace/${cluster}/${service.namespace}`
        : `service/${cluster}/${service.namespace}/${service.name}`
    }
    if (service) return `serviceEntry/${service.host}`
    if (podOf(source)?.proxy === 'gateway') return `unknown/destination/${source.namespace}`
    const [kind, catchAll] = isRegistryOnly
      ? ['blackHole', 'BlackHoleCluster']
      : ['passthrough', 'PassthroughCluster']
    return `${kind}/${protocol === 'tcp' ? catchAll : host.replace(/:\d+$/, '')}`
  }

  return { podOf, idsOf: (row) => ({ source: sourceOf(row), target: targetOf(row) }) }
}

/** By its host, or by a Host header that never found its way: a bare name, with a port. */
function serviceAt({ services }: World, host: string, callerNamespace: string) {
  const bare = host.replace(/:\d+$/, '')
  return services.get(bare) ?? services.get(`${bare}.${callerNamespace}.svc.cluster.local`)
}

/** A ztunnel looks its callers up; a sidecar knows those whose own proxy has told it. */
function isTold(source: LedgerParty, caller?: MeshPod, observer?: MeshPod): boolean {
  if (observer?.proxy === 'ztunnel') return true
  return source.hasProxy && !(caller?.isAmbient && observer?.proxy === 'sidecar')
}

/** The one that is named as its app, else the first. */
function selecting({ services }: World, pod: MeshPod): string | null {
  const names = [...services.values()]
    .filter(({ endpoints, pods }) => endpoints === 'pods' && pods.includes(pod))
    .map(({ name }) => name)
    .sort()
  return names.includes(pod.canonicalName) ? pod.canonicalName : (names[0] ?? null)
}
