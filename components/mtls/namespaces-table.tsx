'use client'
import Link from 'next/link'
import { dataPlaneWords, modeWords, verdictLooks } from '@/components/mesh/mtls-words'
import { SharesBar } from '@/components/mesh/shares-bar'
import { type Column, VirtualTable } from '@/components/ui/virtual-table'
import { formatCount } from '@/lib/format/count'
import { exceptionWords, sourceWords } from './policy-words'
import type { NamespaceRow, Observed } from './reply-parts'
import { SampleAge } from './sample-age'

/** Taller than most lists’ rows: two lines of fact each. */
const rowHeight = 52

/** Policy and observation side by side, one row a namespace. */
export const NamespacesTable = ({
  rows,
  hrefOf,
}: {
  rows: readonly NamespaceRow[]
  hrefOf: (namespace: string) => string
}) => (
  <VirtualTable
    caption="Mutual TLS by namespace"
    columns={columns}
    rows={rows.map((row) => ({ ...row, href: hrefOf(row.namespace) }))}
    keyOf={({ namespace }) => namespace}
    rowHeight={rowHeight}
    minWidth="56rem"
  />
)

type LinkedRow = NamespaceRow & { href: string }

const columns: readonly Column<LinkedRow>[] = [
  { name: 'Namespace', width: '10rem', cell: (row) => <Name row={row} /> },
  { name: 'Verdict', cell: ({ verdict }) => <Verdict verdict={verdict} /> },
  { name: 'Policy', width: '12rem', cell: ({ policy }) => <PolicyWords policy={policy} /> },
  {
    name: 'Encrypted, observed',
    width: '10rem',
    cell: ({ observed }) => <Encrypted observed={observed} />,
  },
  {
    name: 'Seen',
    width: '7.5rem',
    isFigure: true,
    cell: ({ observed }) => <Seen observed={observed} />,
  },
]

/** In a sentence; the colour only repeats it. */
const Verdict = ({ verdict: { word, sentence } }: Pick<LinkedRow, 'verdict'>) => (
  <span
    title={sentence}
    className={`line-clamp-2 w-fit rounded-small px-2 py-0.5 text-small font-medium whitespace-normal ${verdictLooks[word].className}`}
  >
    {sentence}
  </span>
)

const findingWords = (count: number) => (count === 1 ? '1 finding' : `${count} findings`)

function Name({ row: { namespace, href, dataPlane, findings } }: { row: LinkedRow }) {
  const facts = [dataPlaneWords[dataPlane], findings.length > 0 && findingWords(findings.length)]
  return (
    <>
      <Link
        href={href}
        prefetch={false}
        title={namespace}
        className="block truncate font-semibold hover:text-accent hover:underline"
      >
        {namespace}
      </Link>
      <span className="block truncate text-small text-muted">
        {facts.filter(Boolean).join(', ')}
      </span>
    </>
  )
}

/** How much the share is of, and how old the newest report behind it is. */
const Seen = ({ observed: { requestCount, newestSampleAt } }: { observed: Observed }) =>
  newestSampleAt === null ? (
    <span className="text-muted">–</span>
  ) : (
    <>
      <span className="block">
        {requestCount === null ? 'no requests' : `about ${formatCount(requestCount)}`}
      </span>
      <span className="block text-small text-muted">
        <SampleAge at={newestSampleAt} />
      </span>
    </>
  )

function Encrypted({ observed }: { observed: Observed }) {
  const shares = observed.requests ?? observed.connections
  return shares ? <SharesBar shares={shares} /> : <Silence observed={observed} />
}

function PolicyWords({ policy }: { policy: NamespaceRow['policy'] }) {
  if (policy === null) return <span className="text-muted">Policy not known</span>
  const exceptions = policy.exceptions.map(exceptionWords)
  return (
    <>
      <span className="block truncate">
        <span className="font-semibold">{modeWords[policy.mode]}</span>{' '}
        <span className="text-small text-muted">{sourceWords(policy.from)}</span>
      </span>
      {exceptions.length > 0 && (
        <span className="block truncate text-small text-muted" title={exceptions.join('\n')}>
          except {exceptions[0]}
          {exceptions.length > 1 && ` and ${exceptions.length - 1} more`}
        </span>
      )}
    </>
  )
}

/** A gateway's inbound side has no report of security: that is another thing than no traffic. */
const Silence = ({ observed }: { observed: Observed }) => (
  <span className="text-muted">{silenceWords(observed)}</span>
)

function silenceWords({ heard, notMeasured }: Observed): string {
  if (!heard.now) return 'not known'
  return notMeasured.length > 0 ? 'not measured' : 'no traffic seen'
}
