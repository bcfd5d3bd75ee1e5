import 'server-only'
import { headers } from 'next/headers'
import { readEnv } from '../../env'
import { readViewer } from '../../identity/current-viewer'
import { isNotSignedIn } from '../../identity/not-signed-in'
import { signInPath } from '../../identity/return-to'
import { logProblem } from '../../log'

/** `somebody`: in a mode that asks nobody, or while what would say who it is cannot be reached. */
type WhoLooks =
  | { kind: 'somebody' }
  | { kind: 'person'; user: string; maySignOut: boolean }
  | { kind: 'nobody'; signIn: string }

/** For the pages of the console: who is not signed in is led to where they can. */
export async function whoLooks(deadlineMs = 2_000): Promise<WhoLooks> {
  const { auth } = readEnv()
  if (auth === 'kubeconfig' || auth === 'anonymous') return { kind: 'somebody' }
  const asked = await headers()
  try {
    const viewer = await readViewer(asked, AbortSignal.timeout(deadlineMs))
    if (viewer.mode === 'embed') return { kind: 'somebody' }
    const maySignOut = auth !== 'header' && !asked.has('authorization')
    return { kind: 'person', user: viewer.user, maySignOut }
  } catch (error) {
    if (isNotSignedIn(error))
      return { kind: 'nobody', signIn: signInPath(asked.get('x-binnacle-path') ?? '/') }
    // The screen stands, and tells by itself what fails.
    logProblem('who looks is not known', {}, error)
    return { kind: 'somebody' }
  }
}
