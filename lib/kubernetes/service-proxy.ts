import 'server-only'
import type { Dispatcher } from 'undici'
import type { ServiceAddress } from '../env/prometheus'
import { agentOf } from './kube-agent'
import { forgetKubeConfig, readKubeAccess } from './kube-config'

/** How a service is asked that only the API server can reach. */
export type ThroughApiServer = {
  url: string
  headers: Readonly<Record<string, string>>
  dispatcher: Dispatcher
  /** The API server did not answer, or did not take our credentials: they may have been renewed. */
  refused: () => void
}

/**
 * Told anew for every question, as the kubeconfig's user. It takes the right to `create` (a question is
 * a POST) `services/proxy`. https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
 */
export const throughApiServer =
  ({ namespace, service, path }: ServiceAddress) =>
  async (): Promise<ThroughApiServer> => {
    const access = await readKubeAccess()
    return {
      url: `${access.server}/api/v1/namespaces/${namespace}/services/${service}/proxy${path}`,
      headers: access.headers,
      dispatcher: agentOf(access, 'own'),
      refused: forgetKubeConfig,
    }
  }
