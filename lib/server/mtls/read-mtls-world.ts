import 'server-only'
import type { Warning } from '../../api/envelope'
import type { MtlsWorld } from '../../domain/mtls/namespace-mtls'
import type { SecurityAge, SecurityBefore, SecurityNow } from '../../domain/mtls/observation'
import type { Shows } from '../../domain/mtls/visible'
import { formatWindow } from '../../format/duration'
import type { Viewer } from '../../identity/viewer'
import {
  lookBackOf,
  type MtlsScope,
  securityAge,
  securityBefore,
  securityNow,
} from '../../prometheus/mtls-metrics'
import { toSecurityAge, toSecurityBefore, toSecurityNow } from '../../prometheus/mtls-samples'
import { optionalAnswer } from '../optional-answer'
import { asker, slowAsker } from '../shared-questions'
import { storeWarnings } from '../traffic-warnings'
import { readMtlsFacts } from './read-mtls-facts'

export type WorldQuestion = MtlsScope & {
  at: number
  windowSeconds: number
  lookBackSeconds: number
  /** Asked anew whenever asked, and by shorter steps: something has just changed. */
  isFresh?: boolean
}

export type WorldReading = {
  world: MtlsWorld
  warnings: Warning[]
  observedAt: number
}

const nothingNow: SecurityNow = {
  reports: new Map(),
  pairs: [],
  failures: [],
  answered: new Set(),
}
const nothingBefore: SecurityBefore = { pairs: [], failures: [] }
const noAge: SecurityAge = { byNamespace: new Map(), newest: null }

/** Two scrapes of a usual interval. */
const freshStepSeconds = 30

const without = {
  now: { code: 'mtls-now-missing', title: 'What is encrypted now is not known' },
  before: { code: 'mtls-before-missing', title: 'Callers of the last hours are missing' },
  age: { code: 'mtls-age-missing', title: 'The age of the data is not known' },
}

/**
 * Both facts of the mesh, by three questions at most. Each that fails is missing, and said to be:
 * the policies are known without Prometheus, and what was seen is known without Kubernetes.
 */
export async function readMtlsWorld(
  question: WorldQuestion,
  { viewer, signal }: { viewer: Viewer; signal: AbortSignal },
): Promise<WorldReading> {
  const { at, windowSeconds, lookBackSeconds } = question
  const ask = asker(at, signal)
  const [askBack, lookBack] = question.isFresh
    ? [ask, { seconds: lookBackSeconds, stepSeconds: freshStepSeconds }]
    : [slowAsker(at, signal), lookBackOf(lookBackSeconds)]
  const [now, before, age, known] = await Promise.all([
    optionalAnswer(without.now, ask(securityNow(question, windowSeconds), toSecurityNow), signal),
    optionalAnswer(
      without.before,
      askBack(securityBefore(question, lookBack), toSecurityBefore),
      signal,
    ),
    optionalAnswer(without.age, ask(securityAge(question), toSecurityAge), signal),
    readMtlsFacts({ signal }),
  ])
  const { facts, rules, candidatesOf } = known
  const parts = [now, before, age]
  return {
    world: {
      facts,
      rules,
      candidatesOf,
      now: now.value ?? nothingNow,
      before: before.value ?? nothingBefore,
      age: age.value ?? noAge,
      at,
      windowSeconds,
      windowWords: `the last ${formatWindow(windowSeconds)}`,
      shows: showsTo(viewer),
    },
    warnings: [
      ...parts.flatMap(({ missing }) => missing),
      ...storeWarnings([...new Set(parts.flatMap(({ warnings }) => warnings))], viewer),
      ...known.warnings,
    ],
    observedAt: Math.min(age.value?.newest ?? at, at),
  }
}

export const showsTo = ({ sees }: Viewer): Shows =>
  sees.kind === 'all' ? () => true : (namespace) => sees.names.has(namespace)
