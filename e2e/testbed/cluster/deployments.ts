import type { Cache } from './cache'
import { isInStep } from './in-step'
import { type Deployment, isStarting, type Labels, type ReplicaSet } from './kubernetes-objects'
import { isOwnedBy, newPod, replicaSetOf, replicaStatus } from './pods'
import type { Writer } from './writer'

export type Controllers = {
  cache: Cache
  writer: Writer
  /** Read when a pod is created, as the injector's webhook does: labels may have just changed. */
  readNamespaceLabels(namespace: string): Promise<Labels>
  /** Counts up with every pod of a ReplicaSet, so that no name comes back. */
  nextSerial(replicaSet: string): number
}

const podsOf = ({ cache }: Controllers, replicaSet: ReplicaSet) =>
  cache.within('Pod', replicaSet.metadata.namespace).filter((pod) => isOwnedBy(pod, replicaSet))

async function scale(controllers: Controllers, replicaSet: ReplicaSet): Promise<void> {
  const { writer, readNamespaceLabels, nextSerial } = controllers
  const { name, namespace = 'default' } = replicaSet.metadata
  const pods = podsOf(controllers, replicaSet)
  const missing = (replicaSet.spec.replicas ?? 1) - pods.length
  for (const pod of missing < 0 ? pods.slice(missing) : []) await writer.delete('Pod', pod)
  if (missing <= 0) return
  const labels = await readNamespaceLabels(namespace)
  for (let count = 0; count < missing; count++) {
    const serial = nextSerial(`${namespace}/${name}`)
    await writer.create('Pod', newPod(replicaSet, serial, labels))
  }
}

async function reportStatus(
  controllers: Controllers,
  owner: Deployment | ReplicaSet,
  of: ReplicaSet[],
) {
  const pods = of.flatMap((replicaSet) => podsOf(controllers, replicaSet))
  // Told once, when they run: in a big mesh most writes would be of what is over a moment later.
  if (pods.some(isStarting)) return
  const status = replicaStatus(owner, pods)
  if (isInStep(owner.status, status)) return
  const kind = owner.kind === 'Deployment' ? 'Deployment' : 'ReplicaSet'
  await controllers.writer.patchStatus(kind, owner, status)
}

/** A ReplicaSet of a Deployment that is gone, or that came back under the same name. */
async function collectGarbage(
  controllers: Controllers,
  namespace: string,
  name: string,
  uid?: string,
) {
  const orphans = controllers.cache.within('ReplicaSet', namespace).filter(({ metadata }) => {
    const owner = metadata.ownerReferences?.[0]
    return owner?.name === name && owner.uid !== uid
  })
  for (const replicaSet of orphans) {
    for (const pod of podsOf(controllers, replicaSet)) await controllers.writer.delete('Pod', pod)
    await controllers.writer.delete('ReplicaSet', replicaSet)
  }
}

/** Brings ReplicaSets and pods in step with a Deployment: the new template's pods come first. */
export async function reconcileDeployment(controllers: Controllers, key: string): Promise<void> {
  const { cache, writer } = controllers
  const [namespace = '', name = ''] = key.split('/')
  const deployment = cache.get('Deployment', key)
  await collectGarbage(controllers, namespace, name, deployment?.metadata.uid)
  if (!deployment) return

  const wanted = replicaSetOf(deployment)
  const known = cache.get('ReplicaSet', `${namespace}/${wanted.metadata.name}`)
  const current = known ?? (await writer.create('ReplicaSet', wanted))
  const owned = cache
    .within('ReplicaSet', namespace)
    .filter((replicaSet) => isOwnedBy(replicaSet, deployment))
  const currentFirst = [
    current,
    ...owned.filter(({ metadata }) => metadata.uid !== current.metadata.uid),
  ]
  for (const replicaSet of currentFirst) {
    const replicas = replicaSet === current ? (deployment.spec.replicas ?? 1) : 0
    if (replicaSet.spec.replicas !== replicas) {
      await writer.patch('ReplicaSet', replicaSet, { spec: { replicas } })
    }
    await scale(controllers, { ...replicaSet, spec: { ...replicaSet.spec, replicas } })
    await reportStatus(controllers, replicaSet, [replicaSet])
  }
  await reportStatus(controllers, deployment, currentFirst)
}
