'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/sheet'
import type { MtlsPlan } from '@/lib/api/mtls-change'
import type { ProblemError } from '@/lib/queries/fetch-json'
import {
  applyMtls,
  applyMtlsRevert,
  mtlsConflictOf,
  planMtls,
  planMtlsRevert,
} from '@/lib/queries/write-mtls'
import type { Intent } from './intent'
import { PlanView } from './plan-view'
import { actionWords, type PolicyTarget, toBody } from './policy-target'
import type { NamespaceDepth } from './reply-parts'
import { TargetForm } from './target-form'

const firstTarget: PolicyTarget = { workload: null, port: null, mode: 'STRICT' }

type Props = {
  depth: NamespaceDepth
  intent: Intent
  onClose: () => void
  /** With the moment of the change, epoch ms: from then on it is watched. */
  onApplied: (changedAt: number) => void
}

/** A change is a plan first: chosen, shown with who breaks, ticked, and only then applied. */
export function ChangePolicy({ depth, intent, onClose, onApplied }: Props) {
  const { namespace } = depth
  const [target, setTarget] = useState(firstTarget)
  const [reason, setReason] = useState('')
  const [plan, setPlan] = useState<MtlsPlan | null>(null)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const queries = useQueryClient()

  const planning = useMutation<{ data: MtlsPlan }, ProblemError>({
    mutationFn: () =>
      intent.kind === 'revert'
        ? planMtlsRevert(namespace, { changeId: intent.changeId })
        : planMtls(namespace, toBody(target, reason)),
    onSuccess: ({ data }) => setPlan(data),
  })

  const applying = useMutation<{ data: { changedAt: number } }, ProblemError, MtlsPlan>({
    mutationFn: ({ planHash, plannedAt }) => {
      const agreed = { planHash, plannedAt, acknowledged: [...ticked] }
      return intent.kind === 'revert'
        ? applyMtlsRevert(namespace, { changeId: intent.changeId, ...agreed })
        : applyMtls(namespace, { ...toBody(target, reason), ...agreed })
    },
    onSuccess: ({ data }) => onApplied(data.changedAt),
    // The plan that would hold now takes the old one’s place; what was ticked stays ticked.
    onError: (error) => setPlan((old) => mtlsConflictOf(error)?.plan ?? old),
    // Also after a failure: what is true now is asked for again.
    onSettled: () => queries.invalidateQueries({ queryKey: ['mtls'] }),
  })

  // The way back needs no choice: its plan is asked for when the sheet opens.
  const planAtOnce = useEffectEvent(() => planning.mutate())
  useEffect(() => {
    if (intent.kind === 'revert') planAtOnce()
  }, [intent])

  const changeTarget = (changed: Partial<PolicyTarget>) => {
    setTarget((old) => ({ ...old, ...changed }))
    setPlan(null)
    applying.reset()
  }
  const tick = (code: string, isTicked: boolean) =>
    setTicked((old) => new Set(isTicked ? [...old, code] : [...old].filter((one) => one !== code)))

  const verb = intent.kind === 'revert' ? 'Revert this change' : actionWords(namespace, target)
  return (
    <Sheet
      title={intent.kind === 'revert' ? 'Revert a change' : `Change the policy of ${namespace}`}
      description="Nothing is written before you have seen the plan."
      onClose={onClose}
      footer={
        <Footer
          verb={verb}
          plan={plan}
          ticked={ticked}
          isPlanning={planning.isPending}
          isApplying={applying.isPending}
          onPlan={() => planning.mutate()}
          onApply={(agreed) => applying.mutate(agreed)}
        />
      }
    >
      {intent.kind === 'change' && (
        <TargetForm
          depth={depth}
          target={target}
          reason={reason}
          onTarget={changeTarget}
          onReason={setReason}
        />
      )}
      <Refusal error={applying.error ?? planning.error} />
      {plan && <PlanView plan={plan} ticked={ticked} onTick={tick} />}
      {!plan && planning.isPending && (
        <p role="status" className="text-muted">
          Planning …
        </p>
      )}
    </Sheet>
  )
}

function Footer({
  verb,
  plan,
  ticked,
  isPlanning,
  isApplying,
  onPlan,
  onApply,
}: {
  verb: string
  plan: MtlsPlan | null
  ticked: ReadonlySet<string>
  isPlanning: boolean
  isApplying: boolean
  onPlan: () => void
  onApply: (plan: MtlsPlan) => void
}) {
  if (plan === null)
    return (
      <Button emphasis="primary" disabled={isPlanning} onClick={onPlan}>
        Show the plan
      </Button>
    )
  const missing = plan.mustAcknowledge.filter((code) => !ticked.has(code)).length
  return (
    <>
      <p role="status" className="min-w-0 flex-1 text-small text-muted">
        {whyNot(plan, missing)}
      </p>
      <Button disabled={isPlanning || isApplying} onClick={onPlan}>
        Plan again
      </Button>
      <Button
        emphasis="primary"
        disabled={!plan.applicable.allowed || plan.action === 'none' || missing > 0 || isApplying}
        onClick={() => onApply(plan)}
      >
        {verb}
      </Button>
    </>
  )
}

function whyNot({ applicable, action }: MtlsPlan, missing: number): string | null {
  if (action === 'none') return 'It is so already: there is nothing to write.'
  if (!applicable.allowed) return applicable.reason
  if (missing === 0) return null
  return missing === 1
    ? '1 consequence is still to be ticked.'
    : `${missing} consequences are still to be ticked.`
}

const Refusal = ({ error }: { error: ProblemError | null }) =>
  error && (
    <div role="alert" className="rounded-small bg-failing-tint px-3 py-2">
      <p className="font-semibold text-failing">{error.problem.title}</p>
      {error.problem.detail && <p>{error.problem.detail}</p>}
    </div>
  )
