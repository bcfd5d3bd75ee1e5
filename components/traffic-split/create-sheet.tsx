'use client'
import { DryRun } from '@/components/mesh/dry-run'
import { Findings } from '@/components/mesh/findings'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Sheet } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import type { ApplyCreateReply, CreatePlan } from '@/lib/api/split-creation'
import { ConflictNote, FailureNote } from './change-notes'
import { CreateOutcome } from './create-outcome'
import type { Candidate } from './list-items'
import { useCreateSplit } from './use-create-split'
import { useTicks } from './use-ticks'
import { firstWeightsWords, listed } from './words'

type Made = ApplyCreateReply['data']

/** Two objects that divide a service's traffic as it is divided now, each looked at before it is made. */
export function CreateSheet({
  candidate,
  onDone,
  onClose,
}: {
  candidate: Candidate
  onDone: (made: Made['done']) => void
  onClose: () => void
}) {
  const creation = useCreateSplit(candidate)
  const { plan, conflict, failure, outcome, isBusy, apply, again, undo } = creation
  const { ticks, acknowledged, isAcknowledged } = useTicks(plan?.findings ?? [])
  return (
    <Sheet
      title={`Divide the traffic of ${candidate.name}`}
      description={`Service ${candidate.namespace}/${candidate.name}`}
      onClose={onClose}
      footer={
        outcome ? (
          <>
            <Button disabled={isBusy || outcome.done.length === 0} onClick={undo}>
              Take back what was made
            </Button>
            {outcome.failed ? (
              <Button emphasis="primary" disabled={isBusy} onClick={again}>
                Plan what is missing
              </Button>
            ) : (
              <Button emphasis="primary" disabled={isBusy} onClick={() => onDone(outcome.done)}>
                Open the split
              </Button>
            )}
          </>
        ) : (
          <>
            {plan && !plan.applicable.allowed && (
              <p className="flex-1 basis-60 text-small text-muted">{plan.applicable.reason}</p>
            )}
            <Button onClick={onClose}>Leave it as it is</Button>
            <Button
              emphasis="primary"
              disabled={!plan?.applicable.allowed || !isAcknowledged || isBusy || conflict !== null}
              onClick={() => apply(acknowledged)}
            >
              Create {plan ? listed(newKinds(plan)) : 'the split'}
            </Button>
          </>
        )
      }
    >
      {conflict && (
        <ConflictNote conflict={conflict} adoptWords="Look at the new plan" onAdopt={again} />
      )}
      {failure && <FailureNote failure={failure} />}
      {outcome ? (
        <CreateOutcome outcome={outcome} />
      ) : plan ? (
        <CreatePlanBody plan={plan} ticks={ticks} />
      ) : (
        !failure && <Skeleton className="h-60" />
      )}
    </Sheet>
  )
}

const newKinds = ({ steps }: CreatePlan) =>
  steps.filter(({ action }) => action !== 'present').map(({ kind }) => kind)

const actions: Record<CreatePlan['steps'][number]['action'], string> = {
  create: 'is created',
  'add-subsets': 'gets the subsets that it lacks',
  present: 'is there already and stays as it is',
}

function CreatePlanBody({
  plan,
  ticks,
}: {
  plan: CreatePlan
  ticks: Parameters<typeof Findings>[0]['ticks']
}) {
  const { weights, findings, steps } = plan
  return (
    <>
      <p>
        The first weights are{' '}
        <strong className="font-semibold">
          {listed(weights.map(({ version, weight }) => `${version} ${weight}`))}
        </strong>
        {firstWeightsWords(plan)}
      </p>
      {findings.length > 0 && <Findings findings={findings} {...(ticks ? { ticks } : {})} />}
      <ol className="flex flex-col gap-4">
        {steps.map((step, index) => (
          <li key={step.kind} className="flex flex-col gap-2">
            <div className="flex flex-wrap items-center gap-2">
              <h3 className="flex-1 font-semibold">
                {index + 1}. {step.kind} {step.namespace}/{step.name}{' '}
                <span className="font-normal text-muted">{actions[step.action]}</span>
              </h3>
              {step.action !== 'present' && (
                <CopyButton emphasis="quiet" text={step.kubectl}>
                  Copy kubectl
                </CopyButton>
              )}
            </div>
            {step.action !== 'present' && <DryRun dryRun={step.dryRun} />}
            <CodeBlock label={`${step.kind} in YAML`} text={step.yaml} />
          </li>
        ))}
      </ol>
    </>
  )
}
