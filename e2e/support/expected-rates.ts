import type { LedgerIncrement, LedgerParty } from '../testbed/mesh/ledger'

/** What the ledger says of one edge: requests per second, and how many requests that was. */
export type ExpectedRate = { perSecond: number; requests: number }

const nameOf = (party: LedgerParty | null, otherwise: string) => party?.workload ?? otherwise

/**
 * Each proxy's increments over the time between its own first and last scrape, summed by edge:
 * what `rate()` can know. A request that reached no pod ends at its service.
 */
export function expectedRates(increments: readonly LedgerIncrement[]): Map<string, ExpectedRate> {
  const rates = new Map<string, ExpectedRate>()
  for (const { source, destination, service, requests, ...scrapes } of increments) {
    const seconds = (scrapes.lastScrapeAt - scrapes.firstScrapeAt) / 1000
    if (requests === 0 || seconds === 0) continue
    const caller = source.hasProxy ? source.workload : 'unknown'
    const edge = `${caller} → ${nameOf(destination, service.split('.')[0] ?? service)}`
    const before = rates.get(edge) ?? { perSecond: 0, requests: 0 }
    rates.set(edge, {
      perSecond: before.perSecond + requests / seconds,
      requests: before.requests + requests,
    })
  }
  return rates
}

/** The larger of 5 % and three requests in the window. */
export const tolerance = ({ perSecond }: ExpectedRate, windowSeconds: number) =>
  Math.max(perSecond * 0.05, 3 / windowSeconds)
