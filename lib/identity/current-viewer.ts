import 'server-only'
import { nothingReadable } from '../domain/readable'
import { type Env, readEnv } from '../env'
import { readAnonymousViewer } from './anonymous'
import { embedTokenOf, readEmbedViewer } from './embed'
import { isForeignHost } from './foreign-host'
import { readHeaderViewer } from './header'
import { readKubeconfigViewer } from './kubeconfig'
import { readOidcViewer } from './oidc'
import { readTokenViewer } from './token'
import { seesNothing, type Viewer } from './viewer'

/**
 * Who is asking, by the mode that the process was started in; the only entrance. Who has not said who
 * they are where that is asked for is `NotSignedIn`. A foreign `Host` makes a visitor nobody:
 * `proxy.ts` has refused it before, but is never the only guard.
 */
export async function readViewer(headers: Headers, signal: AbortSignal): Promise<Viewer> {
  const env = readEnv()
  if (isForeignHost(headers.get('host'), env)) return nobody(env)
  const embedToken = embedTokenOf(headers)
  const viewer =
    embedToken === null
      ? await viewerOf(headers, env)
      : await readEmbedViewer(embedToken, env.embed)
  signal.throwIfAborted()
  return env.viewOnly && viewer.writes.kind !== 'nobody' ? onlyLooking(viewer) : viewer
}

const nobody = ({ auth }: Env): Viewer => ({
  mode: auth,
  user: 'nobody',
  sees: seesNothing,
  readable: nothingReadable,
  reads: { kind: 'own' },
  writes: { kind: 'nobody', why: 'anonymous' },
})

const onlyLooking = (viewer: Viewer): Viewer => ({
  ...viewer,
  writes: { kind: 'nobody', why: 'view-only' },
})

async function viewerOf(headers: Headers, env: Env): Promise<Viewer> {
  switch (env.auth) {
    case 'kubeconfig':
      return readKubeconfigViewer()
    case 'anonymous':
      return readAnonymousViewer()
    case 'token':
      return readTokenViewer(headers, env)
    case 'header':
      return readHeaderViewer(headers, env)
    case 'oidc':
      return readOidcViewer(headers, env)
  }
}
