import { codeWords } from '@/components/mesh/codes'
import { responseFlags } from '@/components/mesh/response-flags'
import { DataTable } from '@/components/ui/data-table'
import type { CodeRate } from '@/lib/domain/traffic/traffic'
import { rateQuantity } from '@/lib/format/rate'

/** What came of the requests: Envoy's code, and its flag with what it means. */
export function CodesTable({ codes }: { codes: readonly CodeRate[] }) {
  return (
    <DataTable caption="Requests by code and flag" head={['Code', 'Flag', '/s']}>
      {codes.map((one) => (
        <tr key={`${one.code} ${one.grpcStatus} ${one.flags}`}>
          <td className={`font-semibold whitespace-nowrap ${colour(one)}`}>{codeWords(one)}</td>
          <td className="min-w-0">
            <Flags flags={one.flags} />
          </td>
          <td>{perSecond(one.requestsPerSecond)}</td>
        </tr>
      ))}
    </DataTable>
  )
}

function perSecond(value: number) {
  const { number, unit } = rateQuantity(value)
  return `${number}${unit.replace('/s', '')}`
}

const isServerError = ({ code, grpcStatus }: CodeRate) =>
  code.startsWith('5') || (grpcStatus !== null && grpcStatus !== '0')

const colour = (one: CodeRate) => (isServerError(one) ? 'text-failing' : '')

function Flags({ flags }: { flags: string }) {
  const explained = responseFlags(flags)
  if (explained.length === 0) return <span className="text-muted">none</span>
  return explained.map(({ flag, meaning }) => (
    <span key={flag} className="block break-words">
      {flag} <span className="text-muted">{meaning ?? 'of this mesh’s own'}</span>
    </span>
  ))
}
