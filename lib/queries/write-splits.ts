import type {
  ApplyRevertBody,
  ApplySplitBody,
  ApplySplitReply,
  PlanRevertBody,
  PlanSplitBody,
  PlanSplitReply,
  SplitConflict,
} from '../api/split-changes'
import type {
  ApplyCreateBody,
  ApplyCreateReply,
  CreateConflict,
  PlanCreateBody,
  PlanCreateReply,
  UndoCreateBody,
  UndoCreateReply,
} from '../api/split-creation'
import { type SplitRef, splitPath } from '../search-params/routes'
import { isSignedOut, type ProblemError } from './fetch-json'
import { postJson } from './post-json'
import { splitsUrl } from './splits'

const urlOf = (split: SplitRef) => `${splitsUrl}/${splitPath(split)}`

export const planSplit = (split: SplitRef, body: PlanSplitBody) =>
  postJson<PlanSplitReply>(`${urlOf(split)}/plan`, body)

export const applySplit = (split: SplitRef, body: ApplySplitBody) =>
  postJson<ApplySplitReply>(`${urlOf(split)}/apply`, body)

export const planRevert = (split: SplitRef, body: PlanRevertBody) =>
  postJson<PlanSplitReply>(`${urlOf(split)}/revert/plan`, body)

export const applyRevert = (split: SplitRef, body: ApplyRevertBody) =>
  postJson<ApplySplitReply>(`${urlOf(split)}/revert`, body)

export const planCreate = (body: PlanCreateBody) =>
  postJson<PlanCreateReply>(`${splitsUrl}/create/plan`, body)

export const applyCreate = (body: ApplyCreateBody) =>
  postJson<ApplyCreateReply>(`${splitsUrl}/create/apply`, body)

export const undoCreate = (body: UndoCreateBody) =>
  postJson<UndoCreateReply>(`${splitsUrl}/create/undo`, body)

/** Not only 409: whatever has a code says in words of this subject why nothing came of it. */
const isConflict = (error: ProblemError) => 'code' in error.problem && !isSignedOut(error)

/** Why a move was refused, with the plan that would hold now; `null` for any other failure. */
export const splitConflictOf = (error: ProblemError): SplitConflict | null =>
  // Our own API inside one build, as in fetchJson: a problem with a code is this body.
  isConflict(error) ? (error.problem as SplitConflict) : null

export const createConflictOf = (error: ProblemError): CreateConflict | null =>
  // As above.
  isConflict(error) ? (error.problem as CreateConflict) : null
