import 'server-only'
import { type AuthMode, readEnv } from '../env'
import { readAnonymousViewer } from './anonymous'
import { isForeignHost } from './foreign-host'
import { readKubeconfigViewer } from './kubeconfig'
import type { Viewer } from './viewer'

/**
 * Who is asking, by the mode that the process was started in. Neither of these modes takes anybody
 * for somebody because of a header; a foreign `Host` makes a visitor nobody. `proxy.ts` has refused
 * it before, but is never the only guard.
 */
export async function readViewer(headers: Headers, signal: AbortSignal): Promise<Viewer> {
  const { auth } = readEnv()
  const viewer = isForeignHost(headers.get('host'), auth) ? nobody(auth) : await viewerOf(auth)
  signal.throwIfAborted()
  return viewer
}

const nobody = (mode: AuthMode): Viewer => ({
  mode,
  user: 'nobody',
  sees: { kind: 'namespaces', names: new Set() },
})

function viewerOf(auth: AuthMode): Promise<Viewer> {
  switch (auth) {
    case 'kubeconfig':
      return readKubeconfigViewer()
    case 'anonymous':
      return readAnonymousViewer()
  }
}
