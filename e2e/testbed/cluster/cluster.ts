import { type KubernetesClient, kubernetesClient } from '../kubernetes/client'
import type { KubernetesAccess } from '../kubernetes/client/connection'
import { type Cache, type Kind, kinds, newCache } from './cache'
import { concernsOf } from './concerns'
import { type Controllers, reconcileDeployment } from './deployments'
import { newKubelet } from './kubelet'
import type { KubernetesObject } from './kubernetes-objects'
import { unlessTerminating, watchNamespaces } from './namespaces'
import { reconcileService } from './services'
import { watchInto } from './watches'
import { newWorkQueue } from './work-queue'
import { newWriter, type Writer } from './writer'

export type Cluster = {
  /** Settles when every change known so far has had its effect. */
  settled(): Promise<void>
  stop(): Promise<void>
}

export type ClusterOptions = { kubernetes: KubernetesAccess }

function newControllers(client: KubernetesClient, cache: Cache, writer: Writer): Controllers {
  const serials = new Map<string, number>()
  return {
    cache,
    writer,
    readNamespaceLabels: async (namespace) =>
      (await client.get(`/api/v1/namespaces/${namespace}`)).metadata.labels ?? {},
    nextSerial: (replicaSet) => {
      const serial = (serials.get(replicaSet) ?? 0) + 1
      serials.set(replicaSet, serial)
      return serial
    },
  }
}

/** Work is named by kind and key of what has to be looked at. */
function workFor(controllers: Controllers): (name: string) => Promise<void> {
  const startPod = newKubelet(controllers)
  return (name) => {
    const slash = name.indexOf('/')
    const key = name.slice(slash + 1)
    switch (name.slice(0, slash)) {
      case 'Deployment':
        return unlessTerminating(reconcileDeployment(controllers, key))
      case 'Service':
        return unlessTerminating(reconcileService(controllers, key))
      default:
        return startPod(key)
    }
  }
}

/**
 * What controller manager, kubelet and sidecar injector would do. Resolves when every Deployment
 * and Service of the first list has its pods and endpoints.
 */
export async function startCluster({ kubernetes }: ClusterOptions): Promise<Cluster> {
  const client = kubernetesClient(kubernetes)
  const cache = newCache()
  const watching = new AbortController()
  let isComplete = false

  const changed = (kind: Kind, object: KubernetesObject) => {
    // Before every kind has been listed a missing object proves nothing.
    if (isComplete) concernsOf(cache, kind, object).forEach(queue.add)
  }
  const writer = newWriter(client, cache, changed)
  const failures: unknown[] = []
  const gaveUp = (error: unknown) => {
    failures.push(error)
    // Nobody waits for what happens after the start; a later event makes it look again.
    console.error('A controller of the test bed gave up:', error)
  }
  const queue = newWorkQueue(workFor(newControllers(client, cache, writer)), gaveUp)
  const missed = (kind: Kind, object: KubernetesObject) =>
    queue.run(() => writer.refresh(kind, object))

  const { ended } = await watchInto(cache, client, { changed, missed }, watching.signal)
  const namespaces = await watchNamespaces(client, queue.run, watching.signal)
  isComplete = true
  for (const kind of kinds) for (const object of cache.all(kind)) changed(kind, object)
  await queue.idle()

  const stop = async () => {
    queue.stop()
    watching.abort()
    await Promise.all([ended, namespaces.ended, queue.idle()])
    await client.close()
  }
  if (failures.length) {
    await stop()
    throw new AggregateError(failures, 'the workloads could not be started')
  }
  return { settled: queue.idle, stop }
}
