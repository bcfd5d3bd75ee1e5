import 'server-only'
import { readEnv } from '../env'
import { readAnonymousViewer } from './anonymous'
import { readKubeconfigViewer } from './kubeconfig'
import type { Viewer } from './viewer'

/**
 * Who is asking, by the mode that the process was started in. Neither of these modes reads the
 * request's headers: no header can make a visitor somebody else.
 */
export async function readViewer(_headers: Headers, signal: AbortSignal): Promise<Viewer> {
  const viewer = await viewerOf(readEnv().auth)
  signal.throwIfAborted()
  return viewer
}

function viewerOf(auth: ReturnType<typeof readEnv>['auth']): Promise<Viewer> {
  switch (auth) {
    case 'kubeconfig':
      return readKubeconfigViewer()
    case 'anonymous':
      return readAnonymousViewer()
  }
}
