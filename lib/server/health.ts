import 'server-only'
import { kindNames } from '../kubernetes/kinds'
import { runningWatchCache } from '../kubernetes/watch-cache'
import { lastOutcome } from '../upstream-metrics'

/** The process answers. */
export const healthResponse = (): Response => json({ status: 'ok' })

/**
 * Ready as soon as it serves: a configuration that is refused has ended the process before. What
 * stands behind us is told, but takes no page away: the page is where people read about it.
 */
export const readyResponse = (): Response =>
  json({
    status: 'ready',
    upstreams: { prometheus: lastOutcome('prometheus'), kubernetes: kubernetesState() },
  })

/** `null` where nothing has begun to watch yet. */
function kubernetesState() {
  const cache = runningWatchCache()
  if (!cache) return null
  return Object.fromEntries(
    kindNames.map((kind) => {
      const { status, since } = cache.read(kind)
      return [kind, { status, since }]
    }),
  )
}

const json = (body: unknown) => Response.json(body, { headers: { 'cache-control': 'no-store' } })
