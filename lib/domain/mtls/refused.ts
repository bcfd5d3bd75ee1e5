import { qualifiedName } from '../workload'
import { checkCall, type EndpointCheck } from './call-check'
import type { MtlsService, ObjectName, PodGroup } from './mesh'
import { type FailureReport, pairKey } from './observation'
import type { MtlsRules } from './rules'

/** A failure that looks like a refusal, and whether it is one. */
export type RefusedCaller = FailureReport & {
  source: ObjectName
  /** Said only where the call check says broken and the destination has no report of this caller. */
  refused: boolean
  sentence: string
}

/**
 * A 503 with UC alone only says that the upstream closed the connection: a crash looks the same. One
 * without a name at its source cannot be checked, and a client without a proxy reports nothing.
 */
export function refusedCallers(
  failures: readonly FailureReport[],
  answered: ReadonlySet<string>,
  rules: MtlsRules,
): RefusedCaller[] {
  return failures.flatMap((failure) => {
    const { source } = failure
    if (source === null) return []
    const broken = !answered.has(pairKey(failure)) && isBroken(rules, { ...failure, source })
    return [{ ...failure, source, refused: broken, sentence: sentenceOf(failure, broken) }]
  })
}

export type NamedPair = {
  source: ObjectName
  destination: ObjectName
  /** `namespace/name`, or a host; `null` where the labels do not tell. */
  service: string | null
}

const isBroken = (rules: MtlsRules, pair: NamedPair) =>
  endpointChecks(rules, pair).some(({ result }) => result === 'broken')

/** Every way from the pods of one workload to those of another, as the call check sees them. */
export function endpointChecks(rules: MtlsRules, pair: NamedPair): EndpointCheck[] {
  const clients = rules.podsOf(pair.source)
  return endpointsFor(rules, pair, clients)
}

export function endpointsFor(
  rules: MtlsRules,
  { destination, service }: Omit<NamedPair, 'source'>,
  clients: readonly (PodGroup | null)[],
): EndpointCheck[] {
  return clients.flatMap((client) =>
    servicesTo(rules, destination, service).flatMap((one) =>
      one.ports.flatMap(({ port }) =>
        checkCall(rules, {
          client,
          service: one,
          port,
          subset: null,
          direct: false,
        }).endpoints.filter(
          ({ pods }) => pods !== null && qualifiedName(pods) === qualifiedName(destination),
        ),
      ),
    ),
  )
}

/** The service that was called; where the labels do not tell, all that lead there. */
export function servicesTo(
  rules: MtlsRules,
  destination: ObjectName,
  service: string | null,
): readonly MtlsService[] {
  const [namespace = '', name = ''] = service?.split('/') ?? []
  const called = name === '' ? null : rules.serviceOf({ namespace, name })
  if (called) return [called]
  const pods = new Set(rules.podsOf(destination))
  return rules
    .servicesIn(destination.namespace)
    .filter((one) => rules.endpointsOf(one).some((group) => pods.has(group)))
}

function sentenceOf({ code, flags, reportedBy }: FailureReport, broken: boolean): string {
  if (reportedBy === 'ztunnel')
    return broken
      ? 'ztunnel denied the connection: it was not encrypted, and STRICT wants it to be.'
      : 'ztunnel denied the connection; a policy of authorization may be why.'
  const what = code ? `${code} ${flags}` : flags
  return broken
    ? `Refused: the call check says it breaks, and the server has no report of it (${what}).`
    : `The upstream closed or refused the connection (${what}). That alone does not say why.`
}
