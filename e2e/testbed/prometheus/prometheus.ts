import { type Store, type StoreOptions, type StoreProgram, startStore, tellStore } from './store'

const prometheus: StoreProgram = {
  title: 'Prometheus',
  argumentsFor: ({ configuration, data, address }) => [
    `--config.file=${configuration}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=${address}`,
    '--web.enable-remote-write-receiver',
    '--web.enable-lifecycle',
    '--web.enable-admin-api',
    '--storage.tsdb.retention.time=30d',
    '--log.level=warn',
  ],
  forget(url, since, series) {
    const start = String(since / 1000)
    const search = new URLSearchParams({ 'match[]': series, start })
    return tellStore(`${url}/api/v1/admin/tsdb/delete_series?${search}`)
  },
}

/** `binary` is a Prometheus of 2.39 or newer. */
export const startPrometheus = (options: StoreOptions): Promise<Store> =>
  startStore(prometheus, options)
