import { readFile, writeFile } from 'node:fs/promises'
import type { KubernetesClient, KubernetesObject } from '../testbed/kubernetes/client'
import type { TestbedAddresses } from '../tools/testbed-process.mjs'

export type Rule = { apiGroups: string[]; resources: string[]; verbs: string[] }

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

/** The test bed's kubeconfig, as this ServiceAccount; the path of a file in `folder`. */
export async function kubeconfigOf(
  client: KubernetesClient,
  testbed: TestbedAddresses,
  name: string,
  folder: string,
): Promise<string> {
  const request = await client.create(`/api/v1/namespaces/default/serviceaccounts/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: [] },
  })
  const { token } = request.status as { token: string }
  const admin = await readFile(testbed.kubeconfigPath, 'utf8')
  const file = `${folder}/${name}`
  await writeFile(file, admin.replaceAll(testbed.direct.adminToken, token), { mode: 0o600 })
  return file
}
