import 'server-only'
import { longestWithin, widened } from '../domain/traffic/window-budget'
import { processState } from '../process-state'
import type { Scope } from '../prometheus/counting-rule'
import type { Scrapes } from '../prometheus/scrapes'

/** Windows that a person is offered, in seconds. */
export const offeredWindows = [60, 300, 900, 3600, 21_600, 86_400, 604_800] as const

/** Above this many seconds it is found out first what a window would cost. */
const cheapSeconds = 3600
export const isLong = (windowSeconds: number) => windowSeconds > cheapSeconds

type Remembered = { at: number; scrapes: Scrapes } | null
const memory = () => processState<{ last: Remembered }>('scraping', () => ({ last: null }))

/** How long, in ms, what was found out about scraping is taken to hold. */
const holdsMs = 300_000

/** How proxies are scraped, as far as an answer of about that moment told. */
export function rememberedScrapes(at: number): Scrapes | null {
  const { last } = memory()
  return last && Math.abs(last.at - at) <= holdsMs ? last.scrapes : null
}

export function rememberScrapes(at: number, scrapes: Scrapes): void {
  memory().last = { at, scrapes }
}

/** What a question is asked with instead, where it would find nothing or be too much. */
export type FittedScope = Scope & { change: 'widened' | 'shortened' | null }

export function fitScope(scope: Scope, scrapes: Scrapes | null): FittedScope {
  if (scrapes === null) return { ...scope, change: null }
  const { intervalSeconds, series } = scrapes
  const isTwice = scrapes.twice > 0
  const wide = widened(scope.windowSeconds, intervalSeconds)
  if (wide !== null) return { ...scope, isTwice, windowSeconds: wide, change: 'widened' }
  const longest =
    series === null
      ? scope.windowSeconds
      : longestWithin(offeredWindows, { series, intervalSeconds })
  return longest < scope.windowSeconds
    ? { ...scope, isTwice, windowSeconds: longest, change: 'shortened' }
    : { ...scope, isTwice, change: null }
}
