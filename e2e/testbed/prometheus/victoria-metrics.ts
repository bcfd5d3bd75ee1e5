import { type Store, type StoreOptions, type StoreProgram, startStore, tellStore } from './store'

const victoriaMetrics: StoreProgram = {
  title: 'VictoriaMetrics',
  argumentsFor: ({ configuration, data, address }) => [
    `-promscrape.config=${configuration}`,
    // Ours is written for Prometheus, and says things that are of no meaning here.
    '-promscrape.config.strictParse=false',
    '-promscrape.httpSDCheckInterval=1s',
    `-storageDataPath=${data}`,
    `-httpListenAddr=${address}`,
    // A mesh of a few hundred services has more than it reads by default.
    '-search.maxUniqueTimeseries=2000000',
    '-loggerLevel=ERROR',
  ],
  settle: (url) => tellStore(`${url}/internal/force_flush`),
  forget: async (url, since, series) => {
    if (since > 0)
      throw new Error('VictoriaMetrics forgets whole series only, not the end of what was scraped.')
    const search = new URLSearchParams({ 'match[]': series })
    await tellStore(`${url}/api/v1/admin/tsdb/delete_series?${search}`)
  },
}

export const startVictoriaMetrics = (options: StoreOptions): Promise<Store> =>
  startStore(victoriaMetrics, options)
