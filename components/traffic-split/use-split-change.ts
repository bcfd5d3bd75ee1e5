'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SplitConflict, SplitPlan } from '@/lib/api/split-changes'
import type { ProblemError } from '@/lib/queries/fetch-json'
import {
  applyRevert,
  applySplit,
  planRevert,
  planSplit,
  splitConflictOf,
} from '@/lib/queries/write-splits'
import type { MovedRoute } from './draft'
import { outcomeIsUnknown, wasWritten } from './outcome'
import type { Change, SplitDetail } from './split-detail'

/** What a person wants: other weights, or one change undone. */
export type Intent =
  | { kind: 'move'; changes: MovedRoute[]; reason: string }
  | { kind: 'revert'; change: Change }

export type SplitChange = {
  /** `null` while no plan is looked at. */
  intent: Intent | null
  plan: SplitPlan | null
  /** Why the server did not write, with the plan that would hold now. */
  conflict: SplitConflict | null
  failure: ProblemError | null
  /** The answer to the write was lost, and the object has been read again. */
  lost: 'not-written' | 'not-known' | null
  isPlanning: boolean
  isApplying: boolean
  review: (intent: Intent) => void
  apply: (acknowledged: string[]) => void
  /** Goes on with the plan that a conflict brought. */
  adopt: () => void
  close: () => void
}

const planOf = (split: SplitDetail, intent: Intent) =>
  intent.kind === 'move'
    ? planSplit(split, {
        uid: split.uid,
        generation: split.generation,
        changes: intent.changes,
        ...reasonOf(intent),
      })
    : planRevert(split, { changeId: intent.change.id })

function applyOf(split: SplitDetail, intent: Intent, plan: SplitPlan, acknowledged: string[]) {
  const { planHash, plannedAt, uid, generation } = plan
  return intent.kind === 'move'
    ? applySplit(split, {
        planHash,
        plannedAt,
        uid,
        generation,
        changes: intent.changes,
        ...reasonOf(intent),
        acknowledged,
      })
    : applyRevert(split, { changeId: intent.change.id, planHash, plannedAt, acknowledged })
}

const reasonOf = ({ reason }: { reason: string }) => (reason.trim() === '' ? {} : { reason })

/** From an intent over its plan to the write. Nothing is written that was not on screen first. */
export function useSplitChange(
  split: SplitDetail,
  {
    onWritten,
    readAgain,
  }: {
    onWritten: () => void
    /** The object as it is now; `null` when that cannot be known either. */
    readAgain: () => Promise<SplitDetail | null>
  },
): SplitChange {
  const client = useQueryClient()
  const [intent, setIntent] = useState<Intent | null>(null)
  const [plan, setPlan] = useState<SplitPlan | null>(null)
  const [conflict, setConflict] = useState<SplitConflict | null>(null)
  const [lost, setLost] = useState<SplitChange['lost']>(null)

  const planning = useMutation({
    mutationFn: (wanted: Intent) => planOf(split, wanted),
    onSuccess: ({ data }) => setPlan(data),
    onError: (error: ProblemError) => setConflict(splitConflictOf(error)),
  })
  const applying = useMutation({
    mutationFn: (acknowledged: string[]) =>
      intent && plan
        ? applyOf(split, intent, plan, acknowledged)
        : Promise.reject(new Error('nothing is planned')),
    onSuccess: written,
    onError: refused,
  })

  function close() {
    setIntent(null)
    setPlan(null)
    setConflict(null)
    setLost(null)
    planning.reset()
    applying.reset()
  }

  /** The page shows the new weights before the draft goes: nothing jumps back in between. */
  async function written() {
    await client.invalidateQueries({ queryKey: ['split'] })
    close()
    onWritten()
    for (const queryKey of [['splits'], ['service-graph']])
      void client.invalidateQueries({ queryKey })
  }

  async function refused(error: ProblemError) {
    setConflict(splitConflictOf(error))
    if (!outcomeIsUnknown(error.problem) || plan === null) return
    const now = await readAgain()
    if (now && wasWritten(plan, now)) await written()
    else setLost(now ? 'not-written' : 'not-known')
  }

  return {
    intent,
    plan,
    conflict,
    lost,
    failure: conflict ? null : (applying.error ?? planning.error),
    isPlanning: planning.isPending,
    isApplying: applying.isPending,
    review: (wanted) => {
      close()
      setIntent(wanted)
      planning.mutate(wanted)
    },
    apply: (acknowledged) => {
      setConflict(null)
      setLost(null)
      applying.mutate(acknowledged)
    },
    adopt: () => {
      setPlan(conflict?.plan ?? plan)
      setConflict(null)
      applying.reset()
    },
    close,
  }
}
