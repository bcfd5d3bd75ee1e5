import 'server-only'
import { kindNames } from '../kubernetes/kinds'
import { runningWatchCache, type WatchCache } from '../kubernetes/watch-cache'
import { lastOutcome } from '../upstream-metrics'

/** The process answers. */
export const healthResponse = (): Response => json({ status: 'ok' })

/** An API server that is slow to list is waited for, but not for ever. */
const longestStartMs = 10_000

/**
 * Ready once every kind of Kubernetes was listed, or could not be: the first picture would wait for
 * that. What stands behind us is told, but takes no page away later: the page is where people read
 * about it.
 */
export function readyResponse(): Response {
  const cache = runningWatchCache()
  const isStarting = cache !== null && isListing(cache)
  const upstreams = {
    prometheus: lastOutcome('prometheus'),
    kubernetes: cache && kubernetesState(cache),
  }
  return json({ status: isStarting ? 'starting' : 'ready', upstreams }, isStarting ? 503 : 200)
}

const isListing = (cache: WatchCache) =>
  Date.now() - cache.startedAt < longestStartMs &&
  kindNames.some((kind) => cache.read(kind).status === 'loading')

const kubernetesState = (cache: WatchCache) =>
  Object.fromEntries(
    kindNames.map((kind) => {
      const { status, since } = cache.read(kind)
      return [kind, { status, since }]
    }),
  )

const json = (body: unknown, status = 200) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
