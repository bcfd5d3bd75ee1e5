import type { Topic } from '../api/stream'
import { embedOffsetMs } from './embed-token'
import { refreshEvery } from './live/refresh-every'

const afterFailureMs = 15_000

/**
 * How a screen's question is renewed: by the stream, else by the clock. A failed one is asked again
 * even when refreshing is off, so that the screen heals by itself.
 */
export const renewed = (refreshSeconds: number, topics: readonly Topic[]) => ({
  // A picture that shall stay as it is (refresh off, or of the past) hears of no change either.
  meta: refreshSeconds === 0 ? {} : { topics, refreshSeconds },
  refetchInterval: (query: { state: { status: string } }) => {
    const interval =
      refreshEvery(refreshSeconds) || (query.state.status === 'error' && afterFailureMs)
    return interval && interval + embedOffsetMs()
  },
  refetchIntervalInBackground: false,
  staleTime: 5000,
  retry: false,
})
