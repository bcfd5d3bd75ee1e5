import { emptyNamespace, finishNamespace } from '../../cluster/namespaces'
import type { KubernetesClient, KubernetesObject } from '../client'
import { readDefinitions } from '../schemas/definitions'

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const admission = '/apis/admissionregistration.k8s.io/v1'
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const namespaces = '/api/v1/namespaces'

const lasting = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** Collections without a namespace in which tests make things, and what belongs to the server. */
const collections: readonly [string, (object: KubernetesObject) => boolean][] = [
  [`${rbac}/clusterroles`, isBootstrapped],
  [`${rbac}/clusterrolebindings`, isBootstrapped],
  [`${admission}/mutatingwebhookconfigurations`, () => false],
  [`${admission}/validatingwebhookconfigurations`, () => false],
  ['/api/v1/nodes', () => false],
]

function isBootstrapped({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.['kubernetes.io/bootstrapping'] !== undefined
}

async function removeOthers(
  client: KubernetesClient,
  path: string,
  isKept: (object: KubernetesObject) => boolean,
) {
  const { items } = await client.list(path)
  const strange = items.filter((object) => !isKept(object))
  await Promise.all(strange.map(({ metadata }) => client.delete(`${path}/${metadata.name}`)))
}

async function removeNamespaces(client: KubernetesClient) {
  const { items } = await client.list(namespaces)
  for (const { metadata } of items.filter(({ metadata }) => !lasting.includes(metadata.name))) {
    if (metadata.deletionTimestamp === undefined) {
      await client.delete(`${namespaces}/${metadata.name}`)
    }
    if (!(await finishNamespace(client, metadata.name))) {
      throw new Error(`something holds the namespace ${metadata.name}`)
    }
  }
}

/** Leaves an API server as a new one, as far as the tests of this folder can change it. */
export async function tidy(client: KubernetesClient): Promise<void> {
  await removeNamespaces(client)
  await emptyNamespace(client, 'default')
  const known = readDefinitions().map(({ metadata }) => metadata.name)
  await removeOthers(client, definitions, ({ metadata }) => known.includes(metadata.name))
  for (const [path, isKept] of collections) await removeOthers(client, path, isKept)
}
