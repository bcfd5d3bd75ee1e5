import type { Query, QueryClient } from '@tanstack/react-query'
import type { Topic } from '../../api/stream'
import type { LiveEvent } from './follow-stream'

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** Subjects whose changes make an answer old. */
      topics?: readonly Topic[]
      /** Seconds between two questions, at whole multiples of them; 0 is never. */
      refreshSeconds?: number
    }
  }
}

const concerns = (asked: readonly Topic[]) => (query: Query) =>
  query.meta?.topics?.some((topic) => asked.includes(topic)) ?? false

/** A page comes with data of a moment ago: what asks again by itself soon need not ask at once. */
const mayHaveMissed = (isFirst: boolean) => (query: Query) =>
  query.meta?.topics !== undefined && !(isFirst && query.meta.refreshSeconds)

const isDue = (at: number) => (query: Query) => {
  const { refreshSeconds = 0 } = query.meta ?? {}
  return refreshSeconds > 0 && at % (refreshSeconds * 1000) === 0
}

/** What an event means for the questions of this tab; those that are not shown wait until they are. */
export function applyEvent(
  client: QueryClient,
  live: LiveEvent,
  /** Nothing has been heard by this tab before. */
  isFirst = false,
): Promise<void> {
  switch (live.event) {
    case 'opened':
      return client.invalidateQueries({ predicate: mayHaveMissed(isFirst) })
    case 'changed':
      return client.invalidateQueries({ predicate: concerns(live.data.topics) })
    case 'tick':
      // A question that is still under way goes on: cut short at every beat, a slow store would never
      // be seen to answer, nor to fail.
      return client.refetchQueries(
        { type: 'active', predicate: isDue(live.data.at) },
        { cancelRefetch: false },
      )
  }
}
