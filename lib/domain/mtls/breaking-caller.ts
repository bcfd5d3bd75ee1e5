import type { ObjectRef } from '../finding'
import type { Candidate } from './candidates'
import type { ObjectName } from './mesh'
import type { PlaintextCaller } from './observation'

/** Somebody who would be refused after a change. */
export type BreakingCaller = {
  /** What has to be ticked. */
  code: string
  client: string
  candidates: Candidate[]
  destination: string
  port: number | null
  evidence: 'observed' | 'configuration' | 'both'
  sentence: string
  seen: PlaintextCaller | null
  objects: ObjectRef[]
}

/** Stays the same from plan to apply, and names nothing that is not shown beside it. */
export const codeOf = (client: string, { namespace, name }: ObjectName) =>
  `breaks:${client}>${namespace}/${name}`
