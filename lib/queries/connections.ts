import { queryOptions } from '@tanstack/react-query'
import type { ConnectionsReply } from '../api/connections'
import { fetchJson } from './fetch-json'
import { renewed } from './renewed'

/** What stands behind the console, and how it answers. */
export const connectionsQuery = (refreshSeconds: number) =>
  queryOptions({
    queryKey: ['connections'],
    queryFn: ({ signal }) => fetchJson<ConnectionsReply>('/api/v1/connections', signal),
    ...renewed(refreshSeconds, ['config']),
  })
