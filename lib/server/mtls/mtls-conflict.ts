import 'server-only'
import type { MtlsConflict, MtlsPlan } from '../../api/mtls-change'
import { refuse, type WriteResult } from '../writer'

export type MtlsProblem = Extract<WriteResult<never>, { kind: 'problem' }>

export type MtlsSaid = { code: MtlsConflict['code']; detail: string; missing?: string[] }

const titles: Record<MtlsConflict['code'], string> = {
  moved: 'The policy has been changed since you looked',
  'plan-differs': 'The plan comes to something else now',
  'plan-expired': 'The plan is older than 10 minutes',
  'acknowledgement-missing': 'Every caller that would be refused has to be ticked',
  blocked: 'A finding forbids this change',
  'refused-by-server': 'Kubernetes did not take the change',
  deleted: 'The policy is not there any more',
  'answer-lost': 'Kubernetes did not answer, and the change is not there',
  'outcome-unknown': 'Kubernetes did not answer: whether the change was made is not known',
}

/** Why something was not done, with the plan that would do it now, where there is one. */
export const sayMtlsConflict = (
  { code, detail, missing = [] }: MtlsSaid,
  plan: MtlsPlan | null,
  status = 409,
): MtlsProblem => refuse({ status, title: titles[code], detail, more: { code, missing, plan } })
