'use client'
import { DryRun } from '@/components/mesh/dry-run'
import { Findings } from '@/components/mesh/findings'
import { PlanTexts } from '@/components/mesh/plan-texts'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import type { SplitPlan } from '@/lib/api/split-changes'
import { ConflictNote, FailureNote, LostNote } from './change-notes'
import { ImpactTable } from './impact-table'
import type { SplitChange } from './use-split-change'
import { useTicks } from './use-ticks'
import { destinationNames, moveVerb } from './words'

/** What a plan does, as the verb of its button. */
const verbOf = ({ impact }: SplitPlan): string =>
  moveVerb(
    impact.routes.map(({ destinations }) => {
      const names = destinationNames(destinations.map((one) => ({ ...one, port: null })))
      return destinations.map(({ shareBefore, shareAfter }, at) => ({
        name: names[at] ?? '',
        before: shareBefore,
        after: shareAfter,
      }))
    }),
  )

/** The consequence before the button that brings it about. */
export function PlanSheet({
  change,
  subject,
}: {
  change: SplitChange
  /** What is changed, as `VirtualService default/reviews`. */
  subject: string
}) {
  const { plan, isApplying, conflict, failure, lost, apply, adopt, close } = change
  const { ticks, acknowledged, isAcknowledged } = useTicks(plan?.findings ?? [])
  const verb = plan ? verbOf(plan) : 'Plan the change'
  return (
    <Sheet
      title={verb}
      description={subject}
      onClose={close}
      footer={
        <>
          {plan && !plan.applicable.allowed && (
            <p className="flex-1 basis-60 text-small text-muted">{plan.applicable.reason}</p>
          )}
          <Button onClick={close}>Back to the sliders</Button>
          {plan && (
            <Button
              emphasis="primary"
              disabled={
                !plan.applicable.allowed || !isAcknowledged || isApplying || conflict !== null
              }
              onClick={() => apply(acknowledged)}
            >
              {isApplying ? 'Writing…' : verb}
            </Button>
          )}
        </>
      }
    >
      {conflict && (
        <ConflictNote
          conflict={conflict}
          adoptWords="Plan this on top of what is there now"
          onAdopt={adopt}
        />
      )}
      {lost && <LostNote lost={lost} />}
      {failure && !lost && <FailureNote failure={failure} />}
      {plan ? <PlanBody plan={plan} ticks={ticks} /> : !failure && !conflict && <PlanSkeleton />}
    </Sheet>
  )
}

function PlanBody({
  plan,
  ticks,
}: {
  plan: SplitPlan
  ticks: ReturnType<typeof useTicks>['ticks']
}) {
  return (
    <>
      <div className="flex flex-col gap-1">
        {plan.impact.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="text-muted">Nothing else in the object changes, but for its change record.</p>
      </div>
      {plan.findings.length > 0 && <Findings findings={plan.findings} ticks={ticks} />}
      <DryRun dryRun={plan.dryRun} />
      {plan.impact.routes.map((route) => (
        <ImpactTable key={route.route} route={route} window={plan.impact.window} />
      ))}
      <PlanTexts plan={plan} />
    </>
  )
}

const PlanSkeleton = () => (
  <div role="status" aria-label="Planning" className="flex flex-col gap-3">
    <Skeleton className="h-5 w-4/5" />
    <Skeleton className="h-5 w-3/5" />
    <Skeleton className="h-24" />
    <Skeleton className="h-40" />
  </div>
)
