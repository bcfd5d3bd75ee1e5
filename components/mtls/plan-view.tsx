import { DryRun } from '@/components/mesh/dry-run'
import { Findings } from '@/components/mesh/findings'
import { modeWords } from '@/components/mesh/mtls-words'
import { OwnerNote } from '@/components/mesh/owner-note'
import { PlanTexts } from '@/components/mesh/plan-texts'
import { PanelSection } from '@/components/ui/panel-section'
import type { MtlsPlan } from '@/lib/api/mtls-change'
import { BreakingCallers } from './breaking-callers'

type Ticks = { ticked: ReadonlySet<string>; onTick: (code: string, isTicked: boolean) => void }

/** All that the change would do, before it is done. */
export function PlanView({ plan, ...ticks }: { plan: MtlsPlan } & Ticks) {
  const { impact } = plan
  const callers = new Set(impact.breaks.map(({ code }) => code))
  // A caller that breaks is told above, with more than its finding says.
  const findings = plan.findings.filter(({ code }) => !callers.has(code))
  return (
    <>
      {plan.owner !== null && <OwnerNote owner={plan.owner} />}
      {impact.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <BreakingCallers breaks={impact.breaks} {...ticks} />
      {findings.length > 0 && (
        <PanelSection title="Findings">
          <Findings findings={findings} ticks={ticks} />
        </PanelSection>
      )}
      <Sentences
        title="Not known"
        lines={impact.unknown.map(({ workload, sentence }) => `${workload}: ${sentence}`)}
      />
      <Sentences
        title="Stays plaintext"
        lines={impact.remainsPlaintext.map(({ sentence }) => sentence)}
      />
      <Sentences title="Works again" lines={impact.heals.map(({ sentence }) => sentence)} />
      <Affected affected={impact.affected} />
      <DryRun dryRun={plan.dryRun} />
      <PanelSection title="What is written">
        {plan.diff === '' ? <p className="text-muted">Nothing.</p> : <PlanTexts plan={plan} />}
      </PanelSection>
    </>
  )
}

const Sentences = ({ title, lines }: { title: string; lines: readonly string[] }) =>
  lines.length > 0 && (
    <PanelSection title={title}>
      <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-muted">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </PanelSection>
  )

type AffectedWorkload = MtlsPlan['impact']['affected'][number]

const nameOf = ({ workload, port }: AffectedWorkload) =>
  port === null ? workload : `${workload}:${port}`

function Affected({ affected }: { affected: readonly AffectedWorkload[] }) {
  if (affected.length === 0) return null
  const pods = affected.reduce((sum, one) => sum + one.pods, 0)
  return (
    <PanelSection title={`Whose mode changes: ${affected.length} (${pods} pods)`}>
      <ul>
        {affected.map((one) => (
          <li key={nameOf(one)} className="flex flex-wrap gap-x-2">
            <span className="font-semibold">{nameOf(one)}</span>
            <span className="text-muted">
              {modeWords[one.before]} → {modeWords[one.after]}
            </span>
            {!one.lookedAt && <span className="text-degraded">hit by this policy as well</span>}
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}
