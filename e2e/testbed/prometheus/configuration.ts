/** How the proxies are scraped. */
export type Scraping = {
  intervalSeconds: number
  /** A second job finds the same proxies by another way, as an annotation and a PodMonitor do. */
  isTwice: boolean
}

/** Of the second job, as its samples name it. */
export const secondJob = 'istio-system/envoy-stats-monitor'

type Job = { job_name: string; http_sd_configs: object[]; relabel_configs?: object[] }

function jobs(targetsUrl: string, { isTwice }: Scraping): Job[] {
  const discovery = { http_sd_configs: [{ url: targetsUrl, refresh_interval: '1s' }] }
  const mesh = { job_name: 'mesh', ...discovery }
  const again = {
    job_name: 'again',
    ...discovery,
    relabel_configs: [
      { target_label: 'job', replacement: secondJob },
      // Envoy's own port beside the agent's merged one: two addresses of one proxy.
      {
        source_labels: ['instance'],
        regex: '(.*):15020',
        target_label: 'instance',
        replacement: '$1:15090',
      },
    ],
  }
  return isTwice ? [mesh, again] : [mesh]
}

/** prometheus.yml; JSON is YAML. */
export function configurationOf(targetsUrl: string, scraping: Scraping): string {
  const interval = `${scraping.intervalSeconds}s`
  // A scrape may take ten seconds at most, whatever the interval.
  const timeout = `${Math.min(scraping.intervalSeconds, 10)}s`
  return JSON.stringify({
    global: { scrape_interval: interval, scrape_timeout: timeout },
    // The history of the last 24 hours is written while the newest samples come in.
    storage: { tsdb: { out_of_order_time_window: '25h' } },
    scrape_configs: jobs(targetsUrl, scraping),
  })
}
