import type { PolicyRule } from './rbac'

type Role = { name: string; groups: readonly string[]; rules: readonly PolicyRule[] }

const health = ['/healthz', '/livez', '/readyz', '/version', '/version/']
const discovery = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*']
const everyone = ['system:authenticated', 'system:unauthenticated']
const readVerbs = ['get', 'list', 'watch']
const writeVerbs = ['create', 'delete', 'deletecollection', 'patch', 'update']

const namespacedResources: readonly (readonly [string, readonly string[]])[] = [
  ['', ['configmaps', 'endpoints', 'events', 'pods', 'serviceaccounts', 'services']],
  ['apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets']],
  ['batch', ['cronjobs', 'jobs']],
  ['discovery.k8s.io', ['endpointslices']],
]

const rulesFor = (verbs: readonly string[]): PolicyRule[] =>
  namespacedResources.map(([group, resources]) => ({ verbs, apiGroups: [group], resources }))

/** The roles that a new cluster has, as far as anything here can ask for them. */
const roles: readonly Role[] = [
  {
    name: 'cluster-admin',
    groups: ['system:masters'],
    rules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ],
  },
  {
    name: 'system:basic-user',
    groups: ['system:authenticated'],
    rules: [
      {
        verbs: ['create'],
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      },
      {
        verbs: ['create'],
        apiGroups: ['authentication.k8s.io'],
        resources: ['selfsubjectreviews'],
      },
    ],
  },
  {
    name: 'system:discovery',
    groups: ['system:authenticated'],
    rules: [{ verbs: ['get'], nonResourceURLs: [...discovery, ...health].sort() }],
  },
  {
    name: 'system:public-info-viewer',
    groups: everyone,
    rules: [{ verbs: ['get'], nonResourceURLs: health }],
  },
  {
    name: 'system:service-account-issuer-discovery',
    groups: ['system:serviceaccounts'],
    rules: [
      { verbs: ['get'], nonResourceURLs: ['/.well-known/openid-configuration', '/openid/v1/jwks'] },
    ],
  },
  {
    name: 'view',
    groups: [],
    rules: [
      ...rulesFor(readVerbs),
      { verbs: readVerbs, apiGroups: [''], resources: ['namespaces'] },
    ],
  },
  { name: 'edit', groups: [], rules: rulesFor([...readVerbs, ...writeVerbs]) },
  {
    name: 'admin',
    groups: [],
    rules: [
      ...rulesFor([...readVerbs, ...writeVerbs]),
      {
        verbs: [...readVerbs, ...writeVerbs],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['rolebindings', 'roles'],
      },
    ],
  },
]

const apiGroup = 'rbac.authorization.k8s.io'
const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }

const head = (kind: string, name: string) => ({
  apiVersion: `${apiGroup}/v1`,
  kind,
  metadata: { name, labels },
})

export const bootstrapClusterRoles = roles.map(({ name, rules }) => ({
  ...head('ClusterRole', name),
  rules,
}))

export const bootstrapClusterRoleBindings = roles
  .filter(({ groups }) => groups.length > 0)
  .map(({ name, groups }) => ({
    ...head('ClusterRoleBinding', name),
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects: groups.map((group) => ({ kind: 'Group', apiGroup, name: group })),
  }))
