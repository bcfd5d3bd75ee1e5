import type { KubernetesClient, KubernetesObject } from '../client'

export type Rule = {
  apiGroups: string[]
  resources: string[]
  verbs: string[]
  resourceNames?: string[]
}

const rbac = 'rbac.authorization.k8s.io'

const role = (kind: 'Role' | 'ClusterRole', name: string, rules: Rule[]): KubernetesObject => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: { name, ...(kind === 'Role' ? { namespace: 'default' } : {}) },
  rules,
})

const binding = (kind: 'Role' | 'ClusterRole', name: string): KubernetesObject => ({
  apiVersion: `${rbac}/v1`,
  kind: `${kind}Binding`,
  metadata: { name, ...(kind === 'Role' ? { namespace: 'default' } : {}) },
  roleRef: { apiGroup: rbac, kind, name },
  subjects: [{ kind: 'ServiceAccount', namespace: 'default', name }],
})

/** A ServiceAccount in `default` that may do this much, everywhere or (`Role`) in `default` only. */
export async function allow(
  client: KubernetesClient,
  kind: 'Role' | 'ClusterRole',
  name: string,
  rules: Rule[],
): Promise<void> {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount' }
  await client.apply([
    { ...account, metadata: { name, namespace: 'default' } },
    role(kind, name, rules),
    binding(kind, name),
  ])
}

/** What a ServiceAccount proves itself with. */
export async function tokenOf(
  client: KubernetesClient,
  name: string,
  namespace = 'default',
): Promise<string> {
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`
  const request = await client.create(`${account}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: [] },
  })
  const { token } = request.status as { token: string }
  return token
}
