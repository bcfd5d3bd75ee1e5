import { formatPercent } from '@/lib/format/percent'

export type SecurityShares = { mutualTls: number; plaintext: number; unknown: number }

const parts = [
  { share: 'mutualTls', name: 'mutual TLS', className: 'bg-healthy' },
  { share: 'plaintext', name: 'plaintext', className: 'bg-failing' },
  { share: 'unknown', name: 'not known', className: 'bg-line-strong' },
] as const

const spoken = (shares: SecurityShares) =>
  parts
    .filter(({ share }) => shares[share] > 0)
    .map(({ share, name }) => `${formatPercent(shares[share])} ${name}`)
    .join(', ')

/** A share too small for a pixel still shows: one plaintext request in a million is not none. */
const leastWidth = 3

/** What part was encrypted, as a bar and in words. */
export function SharesBar({
  shares,
  className = '',
}: {
  shares: SecurityShares
  className?: string
}) {
  return (
    <span className={`flex items-center gap-2 ${className}`}>
      <span
        role="img"
        aria-label={spoken(shares)}
        title={spoken(shares)}
        className="flex h-1.5 w-full min-w-12 gap-px overflow-clip rounded-full"
      >
        {parts.map(
          ({ share, className: colour }) =>
            shares[share] > 0 && (
              <span
                key={share}
                className={colour}
                style={{ flexGrow: shares[share], minWidth: leastWidth }}
              />
            ),
        )}
      </span>
      <span aria-hidden className="w-16 shrink-0 text-right">
        {formatPercent(shares.mutualTls)}
      </span>
    </span>
  )
}
