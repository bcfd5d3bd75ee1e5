import { bySeverity, type Finding } from '../../finding'
import { weakeningRules } from './client-rules'
import type { Check, FindingContext } from './context'
import {
  directProbes,
  excludedPorts,
  identityNeeded,
  pendingAmbient,
  restartNeeded,
  strictUnderDisable,
  unproxiedUnderStrict,
  waypointBypass,
} from './enforcement'
import {
  matchesNothing,
  onGateway,
  selectorInRoot,
  severalPolicies,
  unreadablePolicy,
} from './policies-that-do-not-count'
import { ambientPortDisable, deadPorts } from './ports'

const checks: readonly Check[] = [
  unreadablePolicy,
  severalPolicies,
  selectorInRoot,
  matchesNothing,
  onGateway,
  deadPorts,
  ambientPortDisable,
  weakeningRules,
  strictUnderDisable,
  unproxiedUnderStrict,
  excludedPorts,
  directProbes,
  waypointBypass,
  identityNeeded,
  restartNeeded,
  pendingAmbient,
]

/** Everything that a person should know about one namespace, worst first. */
export const findingsOf = (context: FindingContext): Finding[] =>
  checks.flatMap((check) => check(context)).sort(bySeverity)
