import 'server-only'
import { isUpstreamError, type UpstreamError } from '../errors'
import type { Kind } from './kinds'
import { failedWith, failureOf } from './kube-failure'
import type { KubeSend } from './kube-fetch'
import { listKind } from './list'
import { type Pace, paceDelay } from './pace'
import { type ReadObject, readObject } from './read-object'
import { type WatchEvent, watchEvents } from './watch-stream'

/** What is learnt of a kind, in order. */
export type KindUpdate =
  | { type: 'listed'; items: ReadObject[] }
  | { type: 'changed' | 'deleted'; object: ReadObject }
  | { type: 'absent' }
  | { type: 'failed'; error: UpstreamError }

export type Follow = {
  kind: Kind
  send: KubeSend
  signal: AbortSignal
  apply: (update: KindUpdate) => void
  pause: (ms: number) => Promise<void>
  random: () => number
}

/** From where a watch goes on; `null` when the kind has to be listed (again). */
type Position = { path: string; resourceVersion: string } | null
type Step = { from: Position; pace: Pace; retryAfterSeconds?: number | null }

/**
 * Lists a kind, then watches it, until the signal ends it.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function followKind(follow: Follow): Promise<void> {
  let from: Position = null
  let attempt = 0
  while (!follow.signal.aborted) {
    const step: Step = from === null ? await list(follow) : await watch(from, follow)
    from = step.from
    attempt = attemptAfter(step.pace, attempt)
    const delay = paceDelay(step.pace, attempt, follow.random, step.retryAfterSeconds ?? 0)
    if (delay > 0) await follow.pause(delay)
  }
}

/** Patience grows with answers that fail, and is forgotten once a watch told something or ended well. */
function attemptAfter(pace: Pace, attempt: number): number {
  if (pace === 'listed') return attempt
  return pace === 'retry' ? attempt + 1 : 0
}

async function list({ kind, send, signal, apply }: Follow): Promise<Step> {
  try {
    const result = await listKind(kind, send, signal)
    if (result.kind === 'expired') return { from: null, pace: 'retry' }
    if (result.kind === 'absent') {
      apply({ type: 'absent' })
      return { from: null, pace: 'rare' }
    }
    const { items, ...from } = result.listing
    apply({ type: 'listed', items })
    return { from, pace: 'listed' }
  } catch (cause) {
    if (signal.aborted) return { from: null, pace: 'listed' }
    const error = upstreamErrorOf(cause)
    apply({ type: 'failed', error })
    const { failure, retryAfterSeconds } = error
    return { from: null, pace: failure === 'forbidden' ? 'rare' : 'retry', retryAfterSeconds }
  }
}

/**
 * One watch until the server ends it, as it does every few minutes. After anything else the kind is
 * listed again, not only after 410: a server that lost its history (restored, or another one at the
 * same address) takes a version from its future without a word and then says nothing.
 */
async function watch(from: NonNullable<Position>, follow: Follow): Promise<Step> {
  let { resourceVersion } = from
  // A watch that breaks before its first word, again and again, is no reason to list in a hurry.
  let pace: Pace = 'retry'
  try {
    for await (const event of await openWatch(from, follow)) {
      if (event.type === 'ERROR') return { from: null, pace }
      pace = 'ended'
      resourceVersion = event.object.metadata.resourceVersion
      applyEvent(event, follow)
    }
    return { from: { ...from, resourceVersion }, pace: 'ended' }
  } catch (cause) {
    if (follow.signal.aborted) return { from: null, pace: 'listed' }
    // Says nothing of the kind yet: the list that follows tells whether the API is gone.
    const { failure, retryAfterSeconds } = upstreamErrorOf(cause)
    return { from: null, pace: failure === 'forbidden' ? 'rare' : pace, retryAfterSeconds }
  }
}

async function openWatch({ path, resourceVersion }: NonNullable<Position>, follow: Follow) {
  // Spread over a minute, so that the watches of all kinds and replicas do not end together.
  const timeoutSeconds = 240 + Math.floor(follow.random() * 60)
  const response = await follow.send({
    path,
    search: {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      timeoutSeconds: String(timeoutSeconds),
    },
    timeoutMs: (timeoutSeconds + 15) * 1000,
    signal: follow.signal,
  })
  if (response.status !== 200 || !response.body) throw failedWith(response, await response.text())
  return watchEvents(response.body)
}

function applyEvent(event: Exclude<WatchEvent, { type: 'ERROR' }>, { kind, apply }: Follow): void {
  if (event.type === 'BOOKMARK') return
  const object = readObject(kind, event.object)
  apply({ type: event.type === 'DELETED' ? 'deleted' : 'changed', object })
}

const upstreamErrorOf = (cause: unknown): UpstreamError =>
  isUpstreamError(cause) ? cause : failureOf(cause)
