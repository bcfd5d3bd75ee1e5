import 'server-only'
import type { z } from 'zod'
import type { MtlsParams } from '../../api/mtls'
import type { MtlsVerifySearch, mtlsVerifyReply } from '../../api/mtls-change'
import { candidatesFor } from '../../domain/mtls/namespace-mtls'
import { pairKey } from '../../domain/mtls/observation'
import { refusedCallers } from '../../domain/mtls/refused'
import { type Stopped, stoppedWords, verify } from '../../domain/mtls/verify'
import { shownCandidates, shownSource } from '../../domain/mtls/visible'
import type { Shows } from '../../domain/shown'
import { qualifiedName } from '../../domain/workload'
import { UpstreamError } from '../../errors'
import { type MtlsScope, securityNow } from '../../prometheus/mtls-metrics'
import { toSecurityNow } from '../../prometheus/mtls-samples'
import { slotOf } from '../flights'
import { optionalAnswer } from '../optional-answer'
import type { Reader } from '../reader'
import { asker } from '../shared-questions'
import { readMtlsWorld } from './read-mtls-world'

type WireVerify = z.input<typeof mtlsVerifyReply>['data']

/** Seconds; shorter a rate has too few scrapes, longer it would reach back over the change. */
const shortest = 20
const longest = 300
/** Long enough to tell what was usual before. */
const beforeSeconds = 300
const withoutBefore = {
  code: 'mtls-before-missing',
  title: 'What was usual before the change is not known',
}

/** What became worse in a namespace since a change, against its minute; five questions. */
export const readMtlsVerify: Reader<MtlsVerifySearch & MtlsParams, WireVerify> = async (
  { namespace, since, workload, denied },
  context,
) => {
  const at = slotOf(undefined)
  const elapsed = Math.max(1, Math.round((at - since) / 1000))
  const windowSeconds = Math.min(longest, Math.max(shortest, elapsed))
  const scope: MtlsScope = { namespaces: [namespace], pairs: 'plaintext' }
  const [{ world, warnings, observedAt, window }, before] = await Promise.all([
    readMtlsWorld(
      { ...scope, at, windowSeconds, lookBackSeconds: Math.max(60, elapsed), isFresh: true },
      context,
    ),
    optionalAnswer(
      withoutBefore,
      asker(slotOf(since), context.signal)(securityNow(scope, beforeSeconds), toSecurityNow),
      context.signal,
    ),
  ])
  const { shows, now, rules } = world
  if (!shows(namespace)) throw new UpstreamError('kubernetes', 'not-found')
  const isAsked = ({ destination }: { destination: { name: string } }) =>
    workload === undefined || destination.name === workload
  const failing = refusedCallers(world.before.failures.filter(isAsked), now.answered, rules)
  const told = verify({
    since,
    now: at,
    newestScrape: world.age.newest,
    failing: failing.filter(({ reportedBy }) => denied || reportedBy === 'source'),
    failedBefore: before.value?.failures ?? [],
    secondsBefore: beforeSeconds,
    plaintextBefore: (before.value?.pairs ?? []).filter(isAsked),
    plaintextNow: now.pairs,
    lastSeen: new Map(world.before.pairs.map((one) => [pairKey(one), one.lastSeenAt ?? 0])),
    candidatesOf: (pair) => candidatesFor(pair, world),
  })
  const seconds = Math.max(1, elapsed)
  return {
    data: {
      ...told,
      since,
      failures: told.failures.map((one) => ({
        source: shownSource(one.source, shows),
        destination: qualifiedName(one.destination),
        code: one.code || '0',
        flags: one.flags,
        count: one.count,
        perSecond: one.count / seconds,
        before: one.before,
        refused: one.refused,
        sentence: one.sentence,
      })),
      stopped: told.stopped.map((one) => toWireStopped(one, shows)),
    },
    warnings: [...before.missing, ...warnings],
    observedAt,
    window,
  }
}

const toWireStopped = (one: Stopped, shows: Shows): WireVerify['stopped'][number] => ({
  source: shownSource(one.pair.source, shows),
  candidates: shownCandidates(one.candidates, shows).map(({ name }) => name),
  destination: qualifiedName(one.pair.destination),
  before: one.before,
  lastSeenAt: one.lastSeenAt || null,
  sentence: stoppedWords(one),
})
