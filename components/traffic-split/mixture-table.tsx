import { DataTable } from '@/components/ui/data-table'
import type { ServiceMixture } from '@/lib/domain/traffic-split/split'
import { formatLatency } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'

const known = (value: number | null, format: (value: number) => string) =>
  value === null ? '–' : format(value)

/** All that reached a service, whatever route brought it: what is left to say where routes mix. */
export function MixtureTable({ service }: { service: ServiceMixture }) {
  return (
    <DataTable
      caption={`All traffic of ${service.namespace}/${service.name}, by version`}
      head={['Version', 'Share', 'Rate', 'Errors', 'p95']}
      figures="all-but-first"
    >
      {service.versions.map(({ version, share, requestsPerSecond, errorRatio, p95Ms }) => (
        <tr key={version}>
          <td className="font-semibold">{version}</td>
          <td>{formatPercent(share)}</td>
          <td>{formatRate(requestsPerSecond)}</td>
          <td>{known(errorRatio, formatPercent)}</td>
          <td>{known(p95Ms, formatLatency)}</td>
        </tr>
      ))}
    </DataTable>
  )
}
