'use client'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProblemError } from './fetch-json'

/** What keeps failing, and since when. */
export type Failure = {
  error: ProblemError
  /** Epoch ms. */
  since: number
}

/** What is on screen, and what is known about its truth. */
export type LastGood<Reply, Question> = {
  /** The last good answer, with the question that it answers; `null` before the first. */
  shown: { reply: Reply; question: Question } | null
  /** The question now asked is another, and its answer is on its way. */
  isChanging: boolean
  /** What is shown answers an earlier question: the one now asked has not been answered. */
  isEarlier: boolean
  /** Stays through further attempts until one succeeds. */
  failure: Failure | null
  retry: () => void
}

/**
 * The last good answer outlives both a new question and a failing one: a query forgets its error
 * while it tries again, and its data when its key changes.
 */
export function useLastGood<Reply, Question>(
  query: UseQueryResult<Reply, ProblemError>,
  question: Question,
): LastGood<Reply, Question> {
  const [shown, setShown] = useState<LastGood<Reply, Question>['shown']>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const current =
    query.data && shown?.reply !== query.data ? { reply: query.data, question } : shown
  if (current !== shown) setShown(current)

  const failed = failureNow(failure, query)
  if (failed !== failure) setFailure(failed)

  return {
    shown: current,
    isChanging: query.isPending && failed === null,
    isEarlier: query.data === undefined,
    failure: failed,
    retry: () => void query.refetch(),
  }
}

type Outcome = Pick<UseQueryResult<unknown, ProblemError>, 'status' | 'error' | 'errorUpdatedAt'>

/** Counted from the first failure since the last success. */
function failureNow(
  before: Failure | null,
  { status, error, errorUpdatedAt }: Outcome,
): Failure | null {
  if (status === 'success') return null
  if (error === null || error === before?.error) return before
  return { error, since: before?.since ?? errorUpdatedAt }
}
