import { Lock, LockOpen } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { PanelSection } from '@/components/ui/panel-section'
import type { Edge } from '@/lib/domain/service-graph/graph'
import { formatPercent } from '@/lib/format/percent'

/** What was observed of encryption: not the policy, which is another fact. */
export function Security({
  edge,
  isAsked,
  isAnswered,
  onAsk,
}: {
  edge: Edge
  isAsked: boolean
  /** Whether mutual TLS is part of the question that this graph answers. */
  isAnswered: boolean
  onAsk: () => void
}) {
  return (
    <PanelSection title="Security, as observed">
      {isAnswered && <Shares edge={edge} />}
      {isAsked && !isAnswered && <p className="text-muted">Not answered yet.</p>}
      {!isAsked && !isAnswered && (
        <Button onClick={onAsk} className="self-start">
          <Lock aria-hidden /> Show mutual TLS
        </Button>
      )}
      <Principals principals={edge.principals} />
    </PanelSection>
  )
}

function Shares({ edge: { mtls } }: { edge: Edge }) {
  if (mtls === null) return <p className="text-muted">Not measured: neither side reported it.</p>
  const isMutual = mtls.mutualTls === 1
  return (
    <>
      <p
        className={`inline-flex items-center gap-1.5 self-start rounded-small px-1.5 py-0.5 text-small font-semibold ${
          isMutual ? 'bg-healthy-tint text-healthy' : 'bg-degraded-tint text-degraded'
        }`}
      >
        {isMutual ? (
          <Lock aria-hidden className="size-3.5" />
        ) : (
          <LockOpen aria-hidden className="size-3.5" />
        )}
        mutual TLS {formatPercent(mtls.mutualTls)}
      </p>
      {mtls.plaintext > 0 && <p>{formatPercent(mtls.plaintext)} plaintext</p>}
      {mtls.unknown > 0 && <p className="text-muted">{formatPercent(mtls.unknown)} not known</p>}
      <p className="text-small text-muted">Seen by the destination.</p>
    </>
  )
}

/** `spiffe://<trust domain>/ns/<namespace>/sa/<account>`, short enough to read. */
function principalWords(principal: string): string {
  const match = /^(?:spiffe:\/\/)?[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal)
  return match ? `${match[1]}/${match[2]}` : principal
}

function Principals({ principals }: { principals: Edge['principals'] }) {
  if (principals.source.length === 0 && principals.destination.length === 0) return null
  const side = (names: readonly string[]) =>
    names.length === 0 ? 'not known' : names.map(principalWords).join(', ')
  return (
    <p
      className="text-small break-words"
      title={[...principals.source, ...principals.destination].join('\n')}
    >
      <span className="text-muted">Service accounts </span>
      {side(principals.source)} → {side(principals.destination)}
    </p>
  )
}
