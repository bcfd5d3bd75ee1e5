import { z } from 'zod'
import { secondJob } from '../prometheus/configuration'
import type { Store } from '../prometheus/store'
import type { ScrapeGate } from './scrape-gate'

export const scrapeWeather = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fair') }),
  /** At another interval than the bed's own. */
  z.strictObject({ kind: z.literal('every'), seconds: z.int().min(1).max(300) }),
  /** A second job scrapes the same proxies. */
  z.strictObject({ kind: z.literal('twice') }),
  /**
   * Every scrape fails from now on, and the last minutes are lost as well: the newest sample is then
   * that old. They do not come back when scraping does.
   */
  z.strictObject({
    kind: z.literal('stopped'),
    lostMinutes: z.number().min(0).max(1440).default(0),
  }),
])
export type ScrapeWeather = z.infer<typeof scrapeWeather>

export type Scrapes = {
  weather(): ScrapeWeather
  set(weather: ScrapeWeather): Promise<void>
  /** The next scrape of each proxy fails. */
  loseOne(): void
}

export type ScrapesOptions = {
  prometheus: Pick<Store, 'scrape' | 'forget'>
  gate: Pick<ScrapeGate, 'open' | 'close' | 'loseOne'>
  /** The bed's own. */
  intervalSeconds: number
}

/** What lies between Prometheus and the proxies that it scrapes. */
export function scrapesThrough({ prometheus, gate, intervalSeconds }: ScrapesOptions): Scrapes {
  let weather: ScrapeWeather = { kind: 'fair' }

  async function change(next: ScrapeWeather) {
    const isTwice = next.kind === 'twice'
    const seconds = next.kind === 'every' ? next.seconds : intervalSeconds
    await prometheus.scrape({ intervalSeconds: seconds, isTwice })
    // For five minutes Prometheus would still answer with what a job that is gone has scraped.
    if (weather.kind === 'twice' && !isTwice) await prometheus.forget(0, `{job="${secondJob}"}`)
    if (next.kind !== 'stopped') return gate.open()
    gate.close()
    if (next.lostMinutes > 0) await prometheus.forget(Date.now() - next.lostMinutes * 60_000)
  }
  return {
    weather: () => weather,
    async set(next) {
      // Tests ask for fair weather again and again; a reload is not for nothing.
      if (next.kind === 'fair' && weather.kind === 'fair') return
      await change(next)
      weather = next
    },
    loseOne: gate.loseOne,
  }
}
