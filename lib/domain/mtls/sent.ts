import { isCapturedOutbound } from './capture'
import type { ObeyedRule } from './client-rule'
import type { Sight } from './client-scope'
import { clientTls, isPassthrough } from './client-tls'
import type { MeshConfig, MtlsService, PodGroup, ServicePort, TlsMode } from './mesh'
import type { MtlsMode, Sent } from './words'

/** Why a client sends what it sends: the one rule that decided. */
export type SentReason =
  | 'noProxy'
  | 'clientPending'
  | 'ztunnelTunnels'
  | 'ztunnelPlain'
  | 'excludedOutbound'
  | 'podAddress'
  | 'notExported'
  | 'notImported'
  | 'unknownToGateway'
  | 'blocked'
  | 'sidecarTunnels'
  | 'noSubset'
  | 'ruleAsks'
  | 'ruleUndecided'
  | 'autoMtlsOff'
  | 'external'
  | 'namespaceDisable'
  | 'headlessMixed'
  | 'headlessAll'
  | 'endpointNotAnnounced'
  | 'endpointDisable'
  | 'automatic'

export type Sending = { sent: Sent; reason: SentReason; asked: TlsMode | null }

export type SendingFacts = {
  /** `null`: a client without a proxy. */
  client: PodGroup | null
  config: MeshConfig
  service: MtlsService
  port: ServicePort
  subset: string | null
  /** The client dials a pod's address. */
  direct: boolean
  sight: Sight
  /** What happens to calls to addresses that the client's sidecar does not know. */
  strangers: 'ALLOW_ANY' | 'REGISTRY_ONLY'
  rule: ObeyedRule | null
  /** Effective for the service's namespace; workload policies are not looked at. */
  namespaceMode: MtlsMode
  /** All pods behind the service. */
  endpoints: readonly PodGroup[]
}

/** The pod that one call goes to; `null` where it leaves the mesh. */
export type SendingEndpoint = { pods: PodGroup; mode: MtlsMode } | null

/** What a client puts on the wire to one endpoint of a service. */
export function sendingTo(endpoint: SendingEndpoint, facts: SendingFacts): Sending {
  const { client } = facts
  if (client === null) return by('noProxy', 'plaintext')
  switch (client.proxy) {
    case 'none':
      return by('noProxy', 'plaintext')
    case 'ztunnelPending':
      return by('clientPending', 'nothing')
    case 'ztunnel':
      // It looks the address up, whatever it was dialled as; DestinationRules are not its affair.
      return takesHbone(endpoint, facts)
        ? by('ztunnelTunnels', 'hbone')
        : by('ztunnelPlain', 'plaintext')
    case 'sidecar':
      return bySidecar(client, endpoint, facts)
  }
}

function bySidecar(client: PodGroup, endpoint: SendingEndpoint, facts: SendingFacts): Sending {
  const past = passingBy(facts)
  if (past === 'excludedOutbound') return by(past, 'plaintext')
  // A gateway passes nothing through: it has only what its routes lead to.
  if (past === 'notExported' && client.role === 'gateway') return by('unknownToGateway', 'nothing')
  if (past !== null)
    return facts.strangers === 'REGISTRY_ONLY' ? by('blocked', 'nothing') : by(past, 'plaintext')
  const tls = clientTls(facts.rule, facts.port.port, facts.subset)
  if (tls.kind === 'noSubset') return by('noSubset', 'nothing')
  // Connections to a headless service are passed on to where they were going, without a tunnel.
  if (client.hbone && takesHbone(endpoint, facts) && !keepsAddress(facts))
    return by('sidecarTunnels', 'hbone')
  switch (tls.kind) {
    case 'undecided':
      return by('ruleUndecided', 'undecided')
    case 'asked':
      return { sent: sentAs[tls.mode], reason: 'ruleAsks', asked: tls.mode }
    case 'automatic':
      return automatic(endpoint, facts)
  }
}

/** Why a sidecar does not treat a call as one to this service; `null`: it does. */
export function passingBy(facts: SendingFacts) {
  const { client, service, port, sight, direct } = facts
  const dialled = { port: port.port, addresses: service.addresses }
  if (client?.role === null && !isCapturedOutbound(client.capture, dialled))
    return 'excludedOutbound' as const
  if (direct) return 'podAddress' as const
  return sight.kind === 'seen' ? null : sight.kind
}

const sentAs: Record<TlsMode, Sent> = {
  DISABLE: 'plaintext',
  SIMPLE: 'appTls',
  MUTUAL: 'appTls',
  ISTIO_MUTUAL: 'istioMtls',
}

/**
 * Auto mTLS: where no rule asks for anything, a sidecar finds out by itself what each endpoint takes.
 * (istio/pilot/pkg/networking/core/cluster_tls.go; push_context.go, BestEffortInferServiceMTLSMode)
 */
function automatic(endpoint: SendingEndpoint, facts: SendingFacts): Sending {
  const { config, service } = facts
  if (!config.enableAutoMtls) return by('autoMtlsOff', 'plaintext')
  if (service.external || endpoint === null) return by('external', 'plaintext')
  if (facts.namespaceMode === 'DISABLE') return by('namespaceDisable', 'plaintext')
  if (keepsAddress(facts))
    return facts.endpoints.every(({ announcesMtls }) => announcesMtls)
      ? by('headlessAll', 'istioMtls')
      : by('headlessMixed', 'plaintext')
  if (!endpoint.pods.announcesMtls) return by('endpointNotAnnounced', 'plaintext')
  return endpoint.mode === 'DISABLE'
    ? by('endpointDisable', 'plaintext')
    : by('automatic', 'istioMtls')
}

/** Calls go to the very address that the client dialled: no endpoint is chosen for them. */
export const keepsAddress = ({
  service,
  rule,
  port,
  subset,
}: Pick<SendingFacts, 'service' | 'rule' | 'port' | 'subset'>) =>
  service.headless || isPassthrough(rule, port.port, subset)

const takesHbone = (endpoint: SendingEndpoint, { service }: SendingFacts) =>
  endpoint !== null &&
  !service.external &&
  (endpoint.pods.proxy === 'ztunnel' || endpoint.pods.hbone)

const by = (reason: SentReason, sent: Sent): Sending => ({ sent, reason, asked: null })
