import type { GraphAppender, GraphContext } from './appender'
import { countMembers } from './appenders/count-members'
import { markGateway } from './appenders/mark-gateway'
import { markHealth } from './appenders/mark-health'
import { markIdle } from './appenders/mark-idle'
import { markNoProxy } from './appenders/mark-no-proxy'
import { markTrafficSplit } from './appenders/mark-traffic-split'
import { nameCandidates } from './appenders/name-candidates'
import type { ServiceGraph } from './graph'

/** In order: idle nodes are added first, so the others mark them as well. */
const appenders: readonly GraphAppender[] = [
  markIdle,
  markNoProxy,
  markGateway,
  markTrafficSplit,
  markHealth,
  countMembers,
  nameCandidates,
]

export const decorate = (graph: ServiceGraph, context: GraphContext): ServiceGraph =>
  appenders.reduce((decorated, append) => append(decorated, context), graph)
