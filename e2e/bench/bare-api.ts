import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { type KubernetesClient, kubernetesClient, type Patch } from '../testbed/kubernetes/client'

type Kubeconfig = {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[]
  users: { user: { token: string } }[]
}

/** The Kubernetes API by the very way that the console takes to it. */
export async function bareClient(kubeconfigPath: string): Promise<KubernetesClient> {
  // The bed's own file: one cluster, one user.
  const { clusters, users } = parse(await readFile(kubeconfigPath, 'utf8')) as Kubeconfig
  const [{ cluster } = { cluster: null }] = clusters
  const [{ user } = { user: null }] = users
  if (!cluster || !user) throw new Error('the kubeconfig names no cluster or no user')
  return kubernetesClient({
    url: cluster.server,
    caPem: Buffer.from(cluster['certificate-authority-data'], 'base64').toString(),
    token: user.token,
  })
}

/** What a plan asks of Kubernetes at the least: the object, then whether it would take the patch. */
export async function bareDryRun(client: KubernetesClient, path: string, patch: Patch) {
  await client.get(path)
  await client.patch(path, patch, { dryRun: 'All', fieldValidation: 'Strict' })
}

export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
