import { queryOptions } from '@tanstack/react-query'
import type { MeReply } from '../api/me'
import { fetchJson } from './fetch-json'

const fiveMinutes = 5 * 60_000

/** Who is signed in and what they may do: it changes with somebody's rights, so seldom. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => fetchJson<MeReply>('/api/v1/me', signal),
    staleTime: fiveMinutes,
    retry: false,
  })
