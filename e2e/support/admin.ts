import type { Switch } from '../testbed/admin/switches'
import type { LedgerIncrement, LedgerRow } from '../testbed/mesh/ledger'
import type { QuerySummary } from '../testbed/weather/query-log'
import { fairWeather, type SomeWeather, type Weather } from '../testbed/weather/weather'

/** The test bed's admin port, as functions. */
export type Admin = {
  /** One button of the weather page. */
  press(one: Switch): Promise<void>
  /** What is not named stays as it is. */
  weather(next: SomeWeather): Promise<Weather>
  fairWeather(): Promise<Weather>
  /** Every question that reached Prometheus' address since the last reset. */
  queries(): Promise<QuerySummary>
  resetQueries(): Promise<QuerySummary>
  /** The next scrape of each proxy fails. */
  loseScrape(): Promise<void>
  /** What really happened between the first and last scrape of (at − windowMs, at]. */
  ledger(window: { at: number; windowMs: number }): Promise<LedgerIncrement[]>
  /** Everything that has happened since the start, whatever the proxies could know of it. */
  ledgerRows(): Promise<LedgerRow[]>
  /** Counters of the proxies of `namespace/workload` begin at zero again. */
  restart(workload: string): Promise<void>
  /** 1 is as planned, 0 stops all traffic. */
  traffic(factor: number): Promise<void>
}

export function adminOf(adminUrl: string): Admin {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(adminUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // Our own server of the same checkout: its answers are taken at their word.
    if (response.ok) return (await response.json()) as T
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
  }
  return {
    press: async ({ method, path, body }) => {
      await call(method, path, body)
    },
    weather: (next) => call('PUT', '/weather', next),
    fairWeather: () => call('PUT', '/weather', fairWeather),
    queries: () => call('GET', '/queries'),
    resetQueries: () => call('DELETE', '/queries'),
    loseScrape: async () => {
      await call('POST', '/scrapes/lost')
    },
    ledger: ({ at, windowMs }) => call('GET', `/ledger?at=${at}&windowMs=${windowMs}`),
    ledgerRows: () => call('GET', '/ledger/rows'),
    restart: async (workload) => {
      await call('POST', '/restarts', { workload })
    },
    traffic: async (factor) => {
      await call('PUT', '/traffic', { factor })
    },
  }
}
