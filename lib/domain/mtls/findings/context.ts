import type { Finding, ObjectRef } from '../../finding'
import type { ObjectName } from '../mesh'
import type { MtlsRules } from '../rules'
import type { KnownPods, MtlsFacts } from '../surroundings'

export type FindingContext = {
  namespace: string
  rules: MtlsRules
  facts: MtlsFacts
  /** Pods of this namespace. */
  pods: readonly KnownPods[]
}

/** One thing that may be wrong in one namespace; a new idea is a new file and one more word in `all.ts`. */
export type Check = (context: FindingContext) => Finding[]

export const refTo = (kind: string, { namespace, name }: ObjectName): ObjectRef => ({
  kind,
  namespace,
  name,
})

export const workloadRef = ({ namespace, name }: ObjectName) =>
  refTo('Workload', { namespace, name })

/** What a person should know, and what asks for no tick. */
export const told = (
  severity: Finding['severity'],
  fields: Omit<Finding, 'severity' | 'gate'>,
): Finding => ({ severity, gate: 'inform', ...fields })
