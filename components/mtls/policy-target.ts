import { modeWords } from '@/components/mesh/mtls-words'
import type { PlanMtlsBody } from '@/lib/api/mtls-change'
import type { NamespaceDepth } from './reply-parts'

/** What a person chooses: on what, and which mode. */
export type PolicyTarget = Pick<PlanMtlsBody, 'mode'> & {
  /** `null` is the whole namespace. */
  workload: string | null
  /** Of the workload; `null` is every port. */
  port: number | null
}

export const requestedModeWords: Record<PolicyTarget['mode'], string> = {
  ...modeWords,
  INHERIT: 'Inherit',
}

/** As the API takes it: absent where nothing narrower is meant. */
export const toBody = ({ workload, port, mode }: PolicyTarget, reason: string): PlanMtlsBody => ({
  mode,
  ...(workload === null ? {} : { workload }),
  ...(workload === null || port === null ? {} : { port }),
  ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
})

export const targetWords = (namespace: string, { workload, port }: PolicyTarget): string => {
  if (workload === null) return namespace
  return port === null ? workload : `${workload}, port ${port}`
}

/** The verb on the button: it says what will be done, and to what. */
export const actionWords = (namespace: string, target: PolicyTarget): string =>
  target.mode === 'INHERIT'
    ? `Let ${targetWords(namespace, target)} inherit`
    : `Set ${targetWords(namespace, target)} to ${requestedModeWords[target.mode]}`

/** Workloads that have a proxy: on others a policy means nothing. */
export const enforceable = ({ workloads }: NamespaceDepth) =>
  workloads.filter(({ mode }) => mode !== null)
