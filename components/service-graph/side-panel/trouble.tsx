'use client'
import { useQuery } from '@tanstack/react-query'
import { objectWords } from '@/components/mesh/mark-words'
import { PanelSection } from '@/components/ui/panel-section'
import { Skeleton } from '@/components/ui/skeleton'
import { useNow } from '@/components/ui/use-now'
import type { ChangesData } from '@/lib/api/changes'
import { formatAge } from '@/lib/format/duration'
import { formatDayAndClock } from '@/lib/format/moment'
import { changesQuery } from '@/lib/queries/changes'
import type { SeriesQuestion } from '@/lib/queries/series'
import type { GraphScreenSearch } from '@/lib/search-params/graph'

/** For what is failing: since when, and what was changed around then. */
export function Trouble({
  of,
  search: { window, at, services, view, refresh },
}: {
  of: SeriesQuestion['of']
  search: GraphScreenSearch
}) {
  const { data, error } = useQuery(
    changesQuery(
      { of, window, at, services: services || view === 'service' },
      at === null ? refresh : 0,
    ),
  )
  return (
    <PanelSection title="Since when, and what changed">
      {data && <Story data={data.data} />}
      {!data && error && <p className="text-muted">Not known: {error.problem.title}.</p>}
      {!data && !error && <Skeleton className="h-10" />}
    </PanelSection>
  )
}

function Story({ data: { since, lookedBackTo, changes } }: { data: ChangesData }) {
  const now = useNow()
  return (
    <>
      <p>
        {since === null ? (
          <>Already so at {formatDayAndClock(lookedBackTo)}, and not looked back further</>
        ) : (
          <>
            Since <strong className="font-semibold">{formatDayAndClock(since)}</strong>
            {now !== null && `, for ${formatAge(now - since)}`}
          </>
        )}
      </p>
      {changes.length === 0 ? (
        <p className="text-muted">Kubernetes tells of no change around then.</p>
      ) : (
        <ul className="flex flex-col gap-1.5 text-small">
          {changes.map((change) => (
            <li key={`${change.at} ${objectWords(change)} ${change.what}`}>
              <span className="text-muted">{formatDayAndClock(change.at)}</span>{' '}
              {objectWords(change)}: {change.what}
              {change.by && <span className="text-muted"> by {change.by}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
