import 'server-only'
import { processState } from '../process-state'
import type { WriteProblem } from './writer'

/** More than hands can do, plans of moved sliders included; less than would trouble an API server. */
export const mostAtOnce = 120
export const perSecond = 2
const mostPeople = 10_000

type Bucket = { left: number; at: number }

const buckets = () => processState('write-limit', () => new Map<string, Bucket>())

/** Whether this person may write now; `null` when they may, and it counts. Each replica counts alone. */
export function refuseHasty(user: string, now = Date.now()): WriteProblem | null {
  const all = buckets()
  const { left, at } = all.get(user) ?? { left: mostAtOnce, at: now }
  const filled = Math.min(mostAtOnce, left + ((now - at) / 1000) * perSecond)
  if (filled < 1) return tooMany(Math.ceil((1 - filled) / perSecond))
  if (!all.has(user) && all.size >= mostPeople) forgetFull(all, now)
  all.set(user, { left: filled - 1, at: now })
  return null
}

/** Whose bucket is full again is as one who never wrote. */
function forgetFull(all: Map<string, Bucket>, now: number): void {
  for (const [user, { left, at }] of all)
    if (left + ((now - at) / 1000) * perSecond >= mostAtOnce) all.delete(user)
}

const tooMany = (seconds: number): WriteProblem => ({
  status: 429,
  title: 'Too many changes at once',
  detail: `Nothing was sent. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  retryAfterSeconds: seconds,
})
