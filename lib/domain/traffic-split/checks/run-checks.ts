import { bySeverity, type Finding } from '../../finding'
import { shownFindings } from '../../shown'
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

/**
 * Worst first; what rests on an object that the viewer may not read does not name it. An owner is
 * told as far as it may be, or by the route itself.
 */
export const runChecks = (context: CheckContext): Finding[] =>
  [
    ...owned(context),
    ...shownFindings(
      checks.flatMap((check) => check(context)),
      context.index.facts.shows,
    ),
  ].sort(bySeverity)
