import type { KubernetesClient, KubernetesObject } from '../../testbed/kubernetes/client'
import { tokenOf } from '../../testbed/kubernetes/testing/account'
import type { SecretWorld } from './world'

/** Somebody with rights of their own, and what no answer to them may hold. */
export type RandomViewer = {
  name: string
  token: string
  /** Namespaces whose pods they may list. */
  sees: ReadonlySet<string>
  /** Kinds that they may get there, by namespace: `virtualservices`. */
  reads: ReadonlyMap<string, ReadonlySet<string>>
  /** Made-up names that nothing tells them. */
  secrets: readonly string[]
}

type Resource = { group: string; resource: string }

const rbac = 'rbac.authorization.k8s.io'

/** Who may list the pods of a namespace sees its traffic, and what runs there with it. */
const running: readonly Resource[] = [
  { group: '', resource: 'pods' },
  { group: '', resource: 'services' },
  { group: '', resource: 'configmaps' },
  { group: 'apps', resource: 'deployments' },
]

/** Each is read by a right of its own. */
const ruled: readonly Resource[] = [
  { group: 'networking.istio.io', resource: 'virtualservices' },
  { group: 'networking.istio.io', resource: 'destinationrules' },
  { group: 'networking.istio.io', resource: 'serviceentries' },
  { group: 'networking.istio.io', resource: 'gateways' },
  { group: 'networking.istio.io', resource: 'sidecars' },
  { group: 'gateway.networking.k8s.io', resource: 'httproutes' },
  { group: 'gateway.networking.k8s.io', resource: 'gateways' },
  { group: 'security.istio.io', resource: 'peerauthentications' },
  { group: 'security.istio.io', resource: 'authorizationpolicies' },
]

const listOf = ({ group, resource }: Resource, namespace: string) =>
  `/${group === '' ? 'api/v1' : `apis/${group}/v1`}/namespaces/${namespace}/${resource}`

const rulesOf = (resources: readonly Resource[]) =>
  resources.map(({ group, resource }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: ['get', 'list', 'watch'],
  }))

function grant(name: string, namespace: string, resources: readonly Resource[]) {
  const metadata = { name, namespace }
  return [
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules: rulesOf(resources) },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', namespace: 'default', name }],
    },
  ]
}

async function textOf(
  admin: KubernetesClient,
  namespace: string,
  resources: readonly Resource[],
): Promise<string> {
  const lists = await Promise.all(resources.map((one) => admin.list(listOf(one, namespace))))
  return JSON.stringify(lists.flatMap(({ items }) => items satisfies KubernetesObject[]))
}

/** Sees some namespaces and not the others, and may read some kinds of what they see. */
export async function randomViewer(
  { bed: { admin }, namespaces, ownersOf, draw }: SecretWorld,
  name: string,
): Promise<RandomViewer> {
  const all = [...namespaces.values()]
  const hidden = all[draw(all.length)]
  const shown = all.filter((one) => one !== hidden && draw(2) === 0)
  const texts: string[] = []
  const reads = new Map<string, ReadonlySet<string>>()
  await admin.apply([
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
  ])
  for (const namespace of shown) {
    const readable = ruled.filter(() => draw(2) === 0)
    const granted = [...running, ...readable]
    await admin.apply(grant(name, namespace, granted))
    texts.push(await textOf(admin, namespace, granted))
    reads.set(namespace, new Set(readable.map(({ resource }) => resource)))
  }
  const sees = new Set(shown)
  const text = texts.join('\n')
  const isTold = (secret: string) =>
    [...(ownersOf.get(secret) ?? [])].some((owner) => sees.has(owner)) || text.includes(secret)
  return {
    name,
    sees,
    reads,
    token: await tokenOf(admin, name),
    secrets: [...ownersOf.keys()].filter((secret) => !isTold(secret)),
  }
}
