import 'server-only'
import { ownIdentity } from './own-identity'
import { seesNothing, type Viewer } from './viewer'

/**
 * Anybody who reaches the port; they see what the console's own identity may see and change
 * nothing. As long as Kubernetes has never answered, nothing is shown: strangers get no more than
 * somebody has decided.
 */
export async function readAnonymousViewer(): Promise<Viewer> {
  const { sees } = await ownIdentity(seesNothing).read()
  return {
    mode: 'anonymous',
    user: 'anonymous',
    sees,
    readable: 'everything',
    reads: { kind: 'own' },
    writes: { kind: 'nobody', why: 'anonymous' },
  }
}
