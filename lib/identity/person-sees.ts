import 'server-only'
import { watchCache } from '../kubernetes/watch-cache'
import { logProblem } from '../log'
import { askingAbout, reviewNamespaces } from './access-review'
import { createDecision } from './decision'
import { onePerPerson } from './kept'
import { personReads } from './may-read'
import { knownNamespaces } from './own-identity'
import { type ActsAs, type Sees, seesNothing, type Viewer } from './viewer'

/** What one person may see, and which objects there they may read. */
export async function personSight(as: ActsAs): Promise<Pick<Viewer, 'sees' | 'readable'>> {
  const sees = await personSees(as)
  return { sees, readable: await personReads(as, sees) }
}

/**
 * What one person may see, asked at most every 30 s. As long as Kubernetes has never said so it is
 * nothing.
 */
export const personSees = (as: ActsAs): Promise<Sees> => sightOf(as).read()

const sightOf = onePerPerson('person-sees', (as) =>
  createDecision<Sees>({
    // Shared by all requests of the person, so no single one's end cancels it.
    ask: () => reviewNamespaces(listedNamespaces, askingAbout(as, new AbortController().signal)),
    fallback: seesNothing,
    now: Date.now,
    onFailure: (cause) => logProblem('what a person may see could not be asked', {}, cause),
  }),
)

/** Of a list that has failed nothing follows: it is asked again soon, and not after half a minute. */
async function listedNamespaces(): Promise<string[]> {
  const names = await knownNamespaces()
  const { known, status } = watchCache().read('namespaces')
  if (!known && status !== 'forbidden') throw new Error(`the namespaces are not known: ${status}`)
  return names
}
