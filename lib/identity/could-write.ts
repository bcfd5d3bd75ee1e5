import 'server-only'
import { logFact, logProblem } from '../log'
import { processState } from '../process-state'
import { type Attributes, askingAbout, isAllowed } from './access-review'
import { createDecision, type Decision } from './decision'

const istio = 'networking.istio.io'
/** All that the console would ever do to a cluster for somebody. */
const writes: readonly (Omit<Attributes, 'namespace'> & { words: string })[] = [
  { verb: 'patch', group: istio, resource: 'virtualservices', words: 'change VirtualServices' },
  { verb: 'create', group: istio, resource: 'virtualservices', words: 'create VirtualServices' },
  { verb: 'create', group: istio, resource: 'destinationrules', words: 'create DestinationRules' },
  {
    ...{ verb: 'patch', group: 'gateway.networking.k8s.io', resource: 'httproutes' },
    words: 'change HTTPRoutes',
  },
  {
    ...{ verb: 'patch', group: 'security.istio.io', resource: 'peerauthentications' },
    words: 'change PeerAuthentications',
  },
  { verb: 'impersonate', group: '', resource: 'users', words: 'act for other users' },
]

/** What the console's own identity could change anywhere, in words; asked at most every 30 s. */
export const couldWrite = (): Decision<readonly string[]> =>
  processState('could-write', () =>
    createDecision({
      ask,
      fallback: [],
      now: () => Date.now(),
      onFailure: (cause) => logProblem('what could be changed could not be asked', {}, cause),
    }),
  )

async function ask(): Promise<readonly string[]> {
  // Asked for everybody, so no single request's end cancels it.
  const asking = askingAbout({ kind: 'own' }, new AbortController().signal)
  const allowed = await Promise.all(
    writes.map(({ words: _, ...deed }) => isAllowed({ ...deed, namespace: '' }, asking)),
  )
  return writes.filter((_, at) => allowed[at]).map(({ words }) => words)
}

/** A console that only shows is safest where it could do nothing else: who runs it is told otherwise. */
export async function tellIfItCouldWrite(): Promise<void> {
  const could = await couldWrite().read()
  if (could.length > 0)
    logFact('BINNACLE_VIEW_ONLY is set, but the identity of the console could write', {
      could: could.join(', '),
      advice: 'give it the viewer’s rights, which only read',
    })
}
