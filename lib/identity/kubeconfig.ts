import 'server-only'
import { isUpstreamError } from '../errors'
import { readKubeAccess } from '../kubernetes/kube-config'
import { ownIdentity } from './own-identity'
import type { Viewer } from './viewer'

/**
 * Every visitor is the kubeconfig's user: the port is open to this machine only (lib/env.ts).
 * As long as Kubernetes has never answered, everything that Prometheus knows is shown. It is the
 * Prometheus of the person who runs this process, and they can ask it without us.
 */
export async function readKubeconfigViewer(): Promise<Viewer> {
  const { user, sees } = await ownIdentity({ kind: 'all' }).read()
  // The kubeconfig's credentials are the person's own.
  const own = { kind: 'own' } as const
  const name = user ?? (await userOfKubeconfig())
  return { mode: 'kubeconfig', user: name, sees, readable: 'everything', reads: own, writes: own }
}

/** Without a readable kubeconfig there is no user; the page still stands and says so. */
const userOfKubeconfig = () =>
  readKubeAccess().then(
    ({ userName }) => userName,
    (error: unknown) => {
      if (isUpstreamError(error)) return 'unknown'
      throw error
    },
  )
