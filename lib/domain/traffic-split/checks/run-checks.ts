import { bySeverity, type Finding } from '../../finding'
import { allWeightsZero } from './all-weights-zero'
import type { CheckContext, SplitCheck } from './check'
import { hiddenSubset } from './hidden-subset'
import { noReadyPods } from './no-ready-pods'
import { noWaypoint } from './no-waypoint'
import { notExported } from './not-exported'
import { notPermitted } from './not-permitted'
import { otherRouteWins } from './other-route-wins'
import { owned } from './owned'
import { unknownHost } from './unknown-host'
import { unknownSubset } from './unknown-subset'
import { unreachableRule } from './unreachable-rule'

/** A new check is a new file and one more word here. */
const checks: readonly SplitCheck[] = [
  owned,
  unknownHost,
  unknownSubset,
  notPermitted,
  notExported,
  noWaypoint,
  allWeightsZero,
  noReadyPods,
  otherRouteWins,
  hiddenSubset,
  unreachableRule,
]

/** Worst first. */
export const runChecks = (context: CheckContext): Finding[] =>
  checks.flatMap((check) => check(context)).sort(bySeverity)
