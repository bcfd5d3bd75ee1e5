import { Findings } from '@/components/mesh/findings'
import { modeWords } from '@/components/mesh/mtls-words'
import { PlaintextCallers, RefusedCallers } from './callers'
import { History } from './history'
import { ObservedShares } from './observed-shares'
import { ClientRules, Policies } from './policies'
import { sourceWords } from './policy-words'
import type { NamespaceDepth } from './reply-parts'
import { Section } from './section'
import { Workloads } from './workloads'

export const PolicyLine = ({ depth: { policy } }: { depth: NamespaceDepth }) => (
  <p className="text-muted">
    {policy === null
      ? 'Policy not known: it could not be read.'
      : `Policy: ${modeWords[policy.mode]}, ${sourceWords(policy.from)}.`}
  </p>
)

/** All that is known of one namespace. Nothing in here can write. */
export function Depth({
  depth,
  window,
  onRevert,
}: {
  depth: NamespaceDepth
  window: number
  /** Absent for who only looks. */
  onRevert?: (changeId: string) => void
}) {
  return (
    <>
      {depth.findings.length > 0 && (
        <Section title="Findings">
          <Findings findings={depth.findings} />
        </Section>
      )}
      <ObservedShares observed={depth.observed} window={window} />
      <PlaintextCallers observed={depth.observed} lookBack={depth.lookBack} />
      <RefusedCallers observed={depth.observed} lookBack={depth.lookBack} />
      <Workloads workloads={depth.workloads} />
      <Policies policies={depth.policies} />
      <ClientRules rules={depth.clientRules} />
      <History history={depth.history} {...(onRevert ? { onRevert } : {})} />
    </>
  )
}
