import 'server-only'
import { readKubeAccess } from '../kubernetes/kube-config'
import { watchCache } from '../kubernetes/watch-cache'
import { logProblem } from '../log'
import { processState } from '../process-state'
import { askingAbout, reviewNamespaces, reviewUser } from './access-review'
import { createDecision, type Decision } from './decision'
import type { Viewer } from './viewer'

/** `user` is `null` as long as the API server has not said who we are. */
export type OwnIdentity = Pick<Viewer, 'sees'> & { user: string | null }

/** Who the console itself is to Kubernetes, and what it may see; asked at most every 30 s. */
export const ownIdentity = (fallback: OwnIdentity['sees']): Decision<OwnIdentity> =>
  processState('own-identity', () =>
    createDecision({
      ask,
      fallback: { user: null, sees: fallback },
      now: Date.now,
      onFailure: (cause) => logProblem('what may be seen could not be asked', {}, cause),
    }),
  )

async function ask(): Promise<OwnIdentity> {
  // Asked for everybody, so no single request's end cancels it; each question has its timeout.
  // A signal for each time: one for life would remember every question that hangs on it.
  const asking = askingAbout({ kind: 'own' }, new AbortController().signal)
  const [sees, user] = await Promise.all([
    reviewNamespaces(knownNamespaces, asking),
    reviewUser(asking),
  ])
  return { user, sees }
}

/** A person who may not list namespaces still has the one of the kubeconfig's context. */
export async function knownNamespaces(): Promise<string[]> {
  const cache = watchCache()
  const [{ namespace }] = await Promise.all([readKubeAccess(), cache.settled])
  const listed = [...cache.read('namespaces').objects.values()].map(({ name }) => name)
  return [...new Set(namespace ? [...listed, namespace] : listed)]
}
