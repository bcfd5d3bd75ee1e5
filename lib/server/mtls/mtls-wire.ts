import 'server-only'
import type { z } from 'zod'
import type { mtlsReply } from '../../api/mtls'
import type { Candidate } from '../../domain/mtls/candidates'
import type { PolicyStep } from '../../domain/mtls/effective-policy'
import type { NamespaceMtls } from '../../domain/mtls/namespace-mtls'
import { meaningOf } from '../../domain/mtls/observation'
import { shownCandidates, shownPolicy, shownSource } from '../../domain/mtls/visible'
import type { Shows } from '../../domain/shown'
import { qualifiedName } from '../../domain/workload'

export type WireNamespace = z.input<typeof mtlsReply>['data'][number]

/** A namespace as it is sent: what the viewer may not see has lost its name. */
export function toWireNamespace(one: NamespaceMtls, shows: Shows, details: boolean): WireNamespace {
  const { namespace, dataPlane, policy, verdict, findings, risk } = one
  return {
    namespace,
    dataPlane,
    policy: policy && {
      mode: policy.mode,
      from: {
        scope: policy.from.scope,
        policy: shownPolicy(policy.from.policy, policy.from.scope, shows),
      },
      exceptions: policy.exceptions.map((exception) => ({
        ...exception,
        policy: shownPolicy(exception.policy, 'workload', shows) ?? '',
      })),
      unenforced: policy.unenforced,
    },
    observed: {
      heard: one.heard,
      ...one.shares,
      requestCount: one.requestCount,
      newestSampleAt: one.newestSampleAt,
      plaintextClients: one.plaintext.map((caller) => toWireClient(caller, shows, details)),
      refused: one.refused.map((caller) => toWireRefused(caller, shows)),
      notMeasured: one.notMeasured,
    },
    verdict,
    findings,
    risk,
  }
}

/** In a list of hundreds of namespaces only the first few candidates are of use. */
const fewCandidates = 3

function toWireClient(
  caller: NamespaceMtls['plaintext'][number],
  shows: Shows,
  details: boolean,
): WireNamespace['observed']['plaintextClients'][number] {
  const { source, destination, service, counted, perSecond, count, lastSeenAt } = caller
  const candidates = shownCandidates(caller.candidates, shows)
  return {
    source: shownSource(source, shows),
    candidates: namesOf(candidates, details ? candidates.length : fewCandidates),
    candidateReasons: details
      ? candidates.map(({ name, kind, reasons }) => ({ name, kind, reasons }))
      : [],
    destination: qualifiedName(destination),
    service,
    counted,
    requestsPerSecond: counted === 'requests' ? perSecond : null,
    connectionsPerSecond: counted === 'connections' ? perSecond : null,
    count,
    lastSeenAt,
    meaning: meaningOf(caller),
  }
}

/** The first few, and always the last: not everything that calls can be seen. */
function namesOf(candidates: readonly Candidate[], most: number): string[] {
  const names = candidates.map(({ name }) => name)
  return names.length <= most + 1 ? names : [...names.slice(0, most), ...names.slice(-1)]
}

const toWireRefused = (
  caller: NamespaceMtls['refused'][number],
  shows: Shows,
): WireNamespace['observed']['refused'][number] => ({
  source: shownSource(caller.source, shows),
  destination: qualifiedName(caller.destination),
  code: caller.code,
  flags: caller.flags,
  perSecond: caller.perSecond,
  count: caller.count,
  lastSeenAt: caller.lastSeenAt,
  refused: caller.refused,
  sentence: caller.sentence,
})

export const toWireChain = (chain: readonly PolicyStep[], shows: Shows) =>
  chain.map(({ scope, policy, mode, decides }) => ({
    scope,
    policy: shownPolicy(policy, scope, shows),
    mode,
    decides,
  }))
