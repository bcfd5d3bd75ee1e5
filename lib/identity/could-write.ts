import 'server-only'
import { logFact, logProblem } from '../log'
import { processState } from '../process-state'
import { askingAbout, isAllowed } from './access-review'
import { createDecision, type Decision } from './decision'

const istio = 'networking.istio.io'
const verbs = { patch: 'change', create: 'create', delete: 'delete', impersonate: 'act for' }
type Verb = keyof typeof verbs

/** All that the console would ever do to a cluster for somebody, but for the Events that tell of it. */
const writes: readonly { group: string; resource: string; plural: string; verbs: Verb[] }[] = [
  {
    ...{ group: istio, resource: 'virtualservices', plural: 'VirtualServices' },
    verbs: ['patch', 'create', 'delete'],
  },
  {
    ...{ group: istio, resource: 'destinationrules', plural: 'DestinationRules' },
    verbs: ['create', 'delete'],
  },
  {
    ...{ group: 'gateway.networking.k8s.io', resource: 'httproutes', plural: 'HTTPRoutes' },
    verbs: ['patch'],
  },
  {
    ...{ group: 'security.istio.io', resource: 'peerauthentications' },
    ...{ plural: 'PeerAuthentications', verbs: ['patch', 'create', 'delete'] },
  },
  { group: '', resource: 'users', plural: 'other users', verbs: ['impersonate'] },
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
  const could = await Promise.all(
    writes.map(async ({ group, resource, plural, verbs: all }) => {
      const allowed = await Promise.all(
        all.map((verb) => isAllowed({ verb, group, resource, namespace: '' }, asking)),
      )
      const words = all.filter((_, at) => allowed[at]).map((verb) => verbs[verb])
      return words.length > 0 ? [`${words.join(', ')} ${plural}`] : []
    }),
  )
  return could.flat()
}

/** A console that only shows is safest where it could do nothing else: who runs it is told otherwise. */
export async function tellIfItCouldWrite(): Promise<void> {
  const could = await couldWrite().read()
  if (could.length > 0)
    logFact('BINNACLE_VIEW_ONLY is set, but the identity of the console could write', {
      could: could.join('; '),
      advice: 'give it the viewer’s rights, which only read',
    })
}
