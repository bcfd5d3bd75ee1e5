'use client'
import { useQuery } from '@tanstack/react-query'
import { FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { DataTable } from '@/components/ui/data-table'
import { Skeleton } from '@/components/ui/skeleton'
import { useNow } from '@/components/ui/use-now'
import type { ConnectionsData } from '@/lib/api/connections'
import { formatCount } from '@/lib/format/count'
import { formatAge } from '@/lib/format/duration'
import { connectionsQuery } from '@/lib/queries/connections'
import { useLastGood } from '@/lib/queries/use-last-good'
import { StatusWord } from './status'

/** What the console is connected to, and how each answers. */
export function Upstreams({ refresh }: { refresh: number }) {
  const { shown, failure, retry } = useLastGood(useQuery(connectionsQuery(refresh)), null)
  if (shown === null)
    return failure ? (
      <FailureNotice failure={failure} onRetry={retry} />
    ) : (
      <Skeleton className="h-32" />
    )
  const { prometheus, kubernetes } = shown.reply.data
  return (
    <div className="flex flex-col gap-5">
      <Warnings warnings={shown.reply.warnings} />
      <Upstream name="Prometheus" address={prometheus.address}>
        <StatusWord status={prometheus.last?.outcome ?? 'cancelled'} />
        {prometheus.last && <Ago at={prometheus.last.at} before="asked" after="ago" />}
      </Upstream>
      <Upstream name="Kubernetes API" address={kubernetes.address}>
        <Summary kinds={kubernetes.kinds} />
      </Upstream>
      <Kinds kinds={kubernetes.kinds} />
    </div>
  )
}

function Upstream({
  name,
  address,
  children,
}: {
  name: string
  address: string | null
  children: React.ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <h3 className="w-32 font-semibold max-sm:w-full">{name}</h3>
      <code className="min-w-0 break-all text-muted">{address ?? 'address not told'}</code>
      <span className="flex items-center gap-3">{children}</span>
    </div>
  )
}

function Ago({ at, before, after }: { at: number; before: string; after: string }) {
  const now = useNow()
  return (
    <span className="text-small text-muted">
      {now !== null && `${before} ${formatAge(now - at)} ${after}`}
    </span>
  )
}

type Kinds = ConnectionsData['kubernetes']['kinds']

/** The one word for all of it where there is one: a list of twenty equal lines says less. */
function Summary({ kinds }: { kinds: Kinds }) {
  const present = kinds.filter(({ status }) => status !== 'absent')
  const [first] = present
  if (first && present.every(({ status }) => status === first.status))
    return <StatusWord status={first.status} />
  const working = present.filter(({ status }) => status === 'synced')
  return (
    <span>
      {working.length} of {present.length} kinds are watched
    </span>
  )
}

function Kinds({ kinds }: { kinds: Kinds }) {
  return (
    <details>
      <summary className="font-semibold">Kinds that are read</summary>
      <DataTable
        caption="Kinds of objects"
        head={['Kind', 'State', 'Since', 'Without it', 'Objects']}
      >
        {kinds.map(({ kind, status, since, objects, without }) => (
          <tr key={kind}>
            <td className="font-semibold">{kind}</td>
            <td>
              <StatusWord status={status} />
            </td>
            <td className="whitespace-nowrap">
              <Ago at={since} before="for" after="" />
            </td>
            <td className="text-muted">{status === 'synced' ? '' : without}</td>
            <td>{objects === null ? '–' : formatCount(objects)}</td>
          </tr>
        ))}
      </DataTable>
    </details>
  )
}
