import { type KindName, kinds } from '../../lib/kubernetes/kinds'
import { readObject } from '../../lib/kubernetes/read-object'
import type { WatchCache } from '../../lib/kubernetes/watch-cache'
import { toMtlsFacts } from '../../lib/server/mtls/read-mtls-facts'
import type { KubernetesObject } from '../testbed/cluster/kubernetes-objects'

const kindsOf: Record<string, KindName> = {
  ConfigMap: 'configMaps',
  Service: 'services',
  Pod: 'pods',
  PeerAuthentication: 'peerAuthentications',
  DestinationRule: 'destinationRules',
  ServiceEntry: 'serviceEntries',
  Sidecar: 'sidecars',
  Gateway: 'istioGateways',
}

/** What the watch cache would hold, read by the product's own schemas. */
function cacheOf(objects: readonly KubernetesObject[]): Pick<WatchCache, 'read'> {
  const read = (name: KindName) => {
    const found = objects
      .filter(({ kind }) => kindsOf[kind] === name)
      .map((object) => {
        const { key, trimmed } = readObject(kinds[name], object)
        if (trimmed === null) throw new Error(`The product cannot read ${object.kind} ${key}`)
        return [key, trimmed] as const
      })
    return { status: 'synced', since: 0, objects: new Map(found), known: true, unreadable: 0 }
  }
  // One function for every name; which object belongs to which is the schemas' affair.
  return { read: read as unknown as WatchCache['read'] }
}

/** What the product knows of a mesh of these objects. */
export const factsOfObjects = (objects: readonly KubernetesObject[]) =>
  toMtlsFacts(cacheOf(objects))
