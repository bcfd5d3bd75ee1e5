import type { TestProject } from 'vitest/node'
import type { TokenUser } from '../access/identities'
import type { KubernetesApi } from '../api'
import { kubeconfigYaml } from '../kubeconfig'
import { startRealKubernetes } from '../real/server'

/** Of the one real API server that all test files of a run share, in another process than theirs. */
export type RealAddresses = { url: string; caPem: string; adminToken: string }

declare module 'vitest' {
  interface ProvidedContext {
    realKubernetes: RealAddresses
  }
}

/** Whom the tests ask as, beside the admin. */
export const alice: TokenUser = { token: 'alice-token', name: 'alice', groups: ['devs'] }

export const realApi = ({ url, caPem, adminToken }: RealAddresses): KubernetesApi => ({
  url,
  caPem,
  adminToken,
  kubeconfig: (token = adminToken) => kubeconfigYaml(url, caPem, token),
  addUser: ({ token }) => {
    if (token !== alice.token) throw new Error('the shared API server knows nobody but alice')
  },
  broken: new Promise(() => {}),
  stop: async () => {
    // Its run ends it.
  },
})

function binary(variable: string): string {
  const file = process.env[variable]
  if (file) return file
  throw new Error(`${variable} is not set: see \`node e2e/tools/tools.mjs etcd kube-apiserver\``)
}

/** Vitest calls this once, before the files of the project `kubernetes`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const api = await startRealKubernetes({
    etcdBinary: binary('BINNACLE_ETCD_BINARY'),
    apiServerBinary: binary('BINNACLE_KUBE_APISERVER_BINARY'),
  })
  api.addUser(alice)
  const { url, caPem, adminToken } = api
  project.provide('realKubernetes', { url, caPem, adminToken })
  return api.stop
}
