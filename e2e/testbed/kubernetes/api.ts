import type { TokenUser } from './access/identities'
import type { KubernetesAccess } from './client/connection'

/** A Kubernetes API that the bed has started, embedded or real. */
export type KubernetesApi = {
  url: string
  caPem: string
  /** Of a user in `system:masters`. */
  adminToken: string
  /** The admin's reads and writes without a wire, where the API is in this process. */
  inside?: KubernetesAccess['inside']
  /** As YAML text; for the admin unless another token is given. */
  kubeconfig(token?: string): string
  addUser(user: TokenUser): void
  /** Resolves with the last words when it has ended by itself. */
  broken: Promise<string>
  stop(): Promise<void>
}
