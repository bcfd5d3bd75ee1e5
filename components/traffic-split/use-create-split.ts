'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApplyCreateReply, CreateConflict, CreatePlan } from '@/lib/api/split-creation'
import type { ProblemError } from '@/lib/queries/fetch-json'
import { applyCreate, createConflictOf, planCreate, undoCreate } from '@/lib/queries/write-splits'
import type { Candidate } from './list-items'

export type CreateSplit = {
  plan: CreatePlan | null
  conflict: CreateConflict | null
  failure: ProblemError | null
  /** What has been made, and what has not: there may be one without the other. */
  outcome: ApplyCreateReply['data'] | null
  isBusy: boolean
  apply: (acknowledged: string[]) => void
  /** Plans again: what is there already is then part of the plan. */
  again: () => void
  undo: () => void
}

/** From a service with versions to a DestinationRule and a VirtualService, in that order. */
export function useCreateSplit({ namespace, name }: Candidate): CreateSplit {
  const client = useQueryClient()
  const target = { namespace, service: name }
  const [adopted, setAdopted] = useState<CreatePlan | null>(null)
  const [outcome, setOutcome] = useState<CreateSplit['outcome']>(null)

  // A plan writes nothing, so opening the sheet asks for it; what was planned once is not kept.
  const planning = useQuery({
    queryKey: ['split-creation', target],
    queryFn: () => planCreate(target),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const plan = adopted ?? planning.data?.data ?? null

  // What was made is told at once: the lists behind the sheet come in their own time.
  const listsChange = () => {
    for (const queryKey of [['splits'], ['split-candidates']])
      void client.invalidateQueries({ queryKey })
  }
  const applying = useMutation({
    mutationFn: (acknowledged: string[]) =>
      plan
        ? applyCreate({
            ...target,
            planHash: plan.planHash,
            plannedAt: plan.plannedAt,
            acknowledged,
          })
        : Promise.reject(new Error('nothing is planned')),
    onSuccess: ({ data }) => {
      setOutcome(data)
      listsChange()
    },
  })
  const undoing = useMutation({
    mutationFn: () => undoCreate({ ...target, objects: outcome?.done ?? [] }),
    onSuccess: () => {
      again()
      listsChange()
    },
  })

  const conflict = applying.error && createConflictOf(applying.error)

  function again() {
    setAdopted(conflict?.plan ?? null)
    setOutcome(null)
    applying.reset()
    undoing.reset()
    if (!conflict?.plan) void planning.refetch()
  }

  return {
    plan,
    conflict: conflict ?? null,
    failure: undoing.error ?? (conflict ? null : applying.error) ?? planning.error,
    outcome,
    isBusy: applying.isPending || undoing.isPending || planning.isFetching,
    apply: (acknowledged) => applying.mutate(acknowledged),
    again,
    undo: () => undoing.mutate(),
  }
}
