import type { GraphAppender, GraphContext } from './appender'
import { countMembers } from './appenders/count-members'
import { markAmbient } from './appenders/mark-ambient'
import { markCircuitBreaker } from './appenders/mark-circuit-breaker'
import { markDead } from './appenders/mark-dead'
import { markFault } from './appenders/mark-fault'
import { markGateway } from './appenders/mark-gateway'
import { markHealth } from './appenders/mark-health'
import { markIdle } from './appenders/mark-idle'
import { markMirror } from './appenders/mark-mirror'
import { markNoProxy } from './appenders/mark-no-proxy'
import { markPlaintext } from './appenders/mark-plaintext'
import { markServiceEntry } from './appenders/mark-service-entry'
import { markTimeout } from './appenders/mark-timeout'
import { markTrafficSplit } from './appenders/mark-traffic-split'
import { nameCandidates } from './appenders/name-candidates'
import type { ServiceGraph } from './graph'

/** In order: idle nodes are added first, so the others mark them as well. */
const appenders: readonly GraphAppender[] = [
  markIdle,
  markDead,
  markNoProxy,
  markAmbient,
  markGateway,
  markTrafficSplit,
  markFault,
  markMirror,
  markTimeout,
  markCircuitBreaker,
  markPlaintext,
  markServiceEntry,
  markHealth,
  countMembers,
  nameCandidates,
]

export const decorate = (graph: ServiceGraph, context: GraphContext): ServiceGraph =>
  appenders.reduce((decorated, append) => append(decorated, context), graph)
