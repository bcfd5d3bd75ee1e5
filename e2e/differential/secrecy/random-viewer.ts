import type { KubernetesClient, KubernetesObject } from '../../testbed/kubernetes/client'
import { tokenOf } from '../../testbed/kubernetes/testing/account'
import type { SecretWorld } from './world'

/** Somebody with rights of their own, and what no answer to them may hold. */
export type RandomViewer = {
  name: string
  token: string
  /** Namespaces whose pods they may list. */
  sees: ReadonlySet<string>
  /** Made-up names that nothing tells them. */
  secrets: readonly string[]
}

type Resource = { group: string; resource: string }

const rbac = 'rbac.authorization.k8s.io'

/** What a person is allowed to read of a namespace; pods decide about its traffic. */
const readable: readonly Resource[] = [
  { group: '', resource: 'pods' },
  { group: '', resource: 'services' },
  { group: '', resource: 'configmaps' },
  { group: 'apps', resource: 'deployments' },
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

/** May read everything of some namespaces and nothing of the others. */
export async function randomViewer(
  { bed: { admin }, namespaces, ownersOf, draw }: SecretWorld,
  name: string,
): Promise<RandomViewer> {
  const all = [...namespaces.values()]
  const hidden = all[draw(all.length)]
  const shown = all.filter((one) => one !== hidden && draw(2) === 0)
  const texts: string[] = []
  await admin.apply([
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
  ])
  for (const namespace of shown) {
    await admin.apply(grant(name, namespace, readable))
    texts.push(await textOf(admin, namespace, readable))
  }
  const sees = new Set(shown)
  const text = texts.join('\n')
  const isTold = (secret: string) =>
    [...(ownersOf.get(secret) ?? [])].some((owner) => sees.has(owner)) || text.includes(secret)
  return {
    name,
    sees,
    token: await tokenOf(admin, name),
    secrets: [...ownersOf.keys()].filter((secret) => !isTold(secret)),
  }
}
