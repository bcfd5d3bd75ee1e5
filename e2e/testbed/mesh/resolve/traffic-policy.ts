import type {
  ClientTls,
  DestinationRule,
  Outliers,
  Subset,
  TrafficPolicy,
} from '../world/istio-objects'

/** What a client's proxy is told of one port, or one subset at that port. */
export type ClientPolicy = { tls: ClientTls | undefined; outliers: Outliers | undefined }

/**
 * An entry for a port (the Service's, not the pod's) replaces the whole: what it leaves out is back
 * at the default, not at what the rule says for all ports.
 */
function atPort(policy: TrafficPolicy | undefined, port: number): ClientPolicy {
  const own = policy?.portLevelSettings?.find((entry) => entry.port?.number === port)
  const { tls, outlierDetection } = own ?? policy ?? {}
  return { tls, outliers: outlierDetection }
}

const hasPort = (policy: TrafficPolicy, port: number) =>
  policy.portLevelSettings?.some((entry) => entry.port?.number === port) ?? false

/** Of several rules for one host the oldest that has a policy gives it, whole. */
const policyOf = (rules: readonly DestinationRule[]): TrafficPolicy | undefined =>
  rules.map(({ spec }) => spec.trafficPolicy).find((policy) => policy !== undefined)

/** A subset's policy overrides field by field; its entry for the port replaces everything. */
export function clientPolicy(
  rules: readonly DestinationRule[],
  port: number,
  subset: Subset | undefined,
): ClientPolicy {
  const ofHost = atPort(policyOf(rules), port)
  const ofSubset = subset?.trafficPolicy
  if (!ofSubset) return ofHost
  const own = atPort(ofSubset, port)
  if (hasPort(ofSubset, port)) return own
  return { tls: own.tls ?? ofHost.tls, outliers: own.outliers ?? ofHost.outliers }
}

/**
 * Istio labels endpoints by the rule's own `tls` even where the port's entry has none, so that the
 * proxy decides by itself but finds no endpoint that takes mutual TLS.
 * https://github.com/istio/istio/blob/master/pilot/pkg/xds/endpoints/mtls_checker.go
 */
export function hidesTlsOfEndpoints(rules: readonly DestinationRule[], port: number): boolean {
  const policy = policyOf(rules)
  const mode = policy?.tls && (policy.tls.mode ?? 'DISABLE')
  return mode !== undefined && mode !== 'ISTIO_MUTUAL' && !atPort(policy, port).tls
}
