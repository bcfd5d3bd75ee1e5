import type {
  ApplyMtlsBody,
  ApplyMtlsReply,
  ApplyMtlsRevertBody,
  MtlsConflict,
  PlanMtlsBody,
  PlanMtlsReply,
  PlanMtlsRevertBody,
} from '../api/mtls-change'
import type { ProblemError } from './fetch-json'
import { namespaceUrl } from './mtls'
import { postJson } from './post-json'

export const planMtls = (namespace: string, body: PlanMtlsBody) =>
  postJson<PlanMtlsReply>(`${namespaceUrl(namespace)}/plan`, body)

export const applyMtls = (namespace: string, body: ApplyMtlsBody) =>
  postJson<ApplyMtlsReply>(`${namespaceUrl(namespace)}/apply`, body)

export const planMtlsRevert = (namespace: string, body: PlanMtlsRevertBody) =>
  postJson<PlanMtlsReply>(`${namespaceUrl(namespace)}/revert/plan`, body)

export const applyMtlsRevert = (namespace: string, body: ApplyMtlsRevertBody) =>
  postJson<ApplyMtlsReply>(`${namespaceUrl(namespace)}/revert`, body)

/** Why a change was refused, with the plan that would hold now; `null` for any other failure. */
export const mtlsConflictOf = ({ problem }: ProblemError): MtlsConflict | null =>
  // Our own API inside one build, as in fetchJson: a 409 with a code is this body.
  problem.status === 409 && 'code' in problem ? (problem as MtlsConflict) : null
