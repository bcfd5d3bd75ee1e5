import 'server-only'
import { isUpstreamError } from '../../errors'
import type { Person } from '../../identity/person'
import { kubeJson } from '../../kubernetes/kube-json'
import { type WholeObject, wholeObject } from '../../kubernetes/whole-object'
import { logProblem } from '../../log'

export type WriteNote = { object: WholeObject; action: string; note: string; changeId: string }

const timeoutMs = 5_000
/** Kubernetes' own limit of a note. */
const mostBytes = 1_024

/**
 * Leaves an Event at the object, for `kubectl describe`, where the person may create one. Nobody
 * waits for it, and a write is no less done without it.
 */
export function noteWrite(person: Person, { object, action, note, changeId }: WriteNote): void {
  const { namespace, name, uid } = object.metadata
  const { signal } = new AbortController()
  kubeJson(person.send, wholeObject, {
    method: 'POST',
    path: `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/events`,
    body: {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { namespace, name: `${name.slice(0, 200)}.${changeId}` },
      eventTime: microTime(),
      reportingController: 'binnacle.dev/console',
      reportingInstance: 'binnacle',
      action,
      reason: action,
      type: 'Normal',
      note: Buffer.from(note).subarray(0, mostBytes).toString(),
      regarding: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        namespace,
        name,
        uid,
      },
    },
    timeoutMs,
    signal,
  }).catch((cause: unknown) => {
    // Most people may not create Events; that is no news.
    if (isUpstreamError(cause) && cause.failure === 'forbidden') return
    logProblem('an Event could not be created', { changeId }, cause)
  })
}

/** Kubernetes wants six digits after the point. */
const microTime = () => new Date().toISOString().replace(/\.(\d{3})Z$/, '.$1000Z')
