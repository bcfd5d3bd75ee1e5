import { outcomeOf, type Server, serverKind, takesMutualTls } from './accepted'
import type { ObeyedRule } from './client-rule'
import { sightOf } from './client-scope'
import type { EffectivePolicy } from './effective-policy'
import {
  hasLabels,
  isEmpty,
  type MtlsService,
  type PodGroup,
  type ServicePort,
  type SidecarScope,
} from './mesh'
import { type MtlsRules, targetPortOf } from './rules'
import { keepsAddress, passingBy, type Sending, type SendingFacts, sendingTo } from './sent'
import type { CallResult } from './words'

export type Call = {
  /** Pods of one workload; `null` is a client without a proxy. */
  client: PodGroup | null
  service: MtlsService
  /** The service's port number. */
  port: number
  subset: string | null
  /** The client dials a pod's address instead of the service. */
  direct: boolean
}

/** One kind of pod behind the service, as the client meets it. */
export type EndpointCheck = {
  /** `null`: outside of the mesh, or not a pod that is known. */
  pods: PodGroup | null
  /** The pod's own port. */
  port: number
  policy: EffectivePolicy | null
  server: Server
  sending: Sending
  result: CallResult
}

export type CheckedCall = Call & {
  /** The worst of the endpoints. */
  result: CallResult
  /** Worst first. Empty: there is nothing that could answer. */
  endpoints: EndpointCheck[]
  rule: ObeyedRule | null
  scope: SidecarScope | null
  servicePort: ServicePort | null
}

/** Worst first. What cannot be told is worse than what is known to be open. */
const byResult: readonly CallResult[] = [
  'broken',
  'ambiguous',
  'plaintext',
  'app_tls',
  'mutual_tls',
  'hbone',
]

/**
 * What a call comes to by configuration alone: what the client sends, what each pod behind the
 * service accepts. Authorization, routes and health are not asked.
 */
export function checkCall(rules: MtlsRules, call: Call): CheckedCall {
  const { client, service, port } = call
  const servicePort = service.ports.find((one) => one.port === port) ?? null
  const rule = client?.proxy === 'sidecar' ? rules.ruleOf(client, service) : null
  const scope = client?.proxy === 'sidecar' ? rules.scopeOf(client) : null
  const found = { ...call, rule, scope, servicePort }
  if (!servicePort) return { ...found, result: 'broken', endpoints: [] }
  const facts = sendingFacts(rules, { ...found, servicePort })
  const endpoints = isOutside(service)
    ? [checkOutside(facts)]
    : endpointsOf(call, facts).flatMap((pods) => checkEndpoint(rules, pods, facts))
  const worst = endpoints.toSorted((a, b) => rankOf(a) - rankOf(b))
  return { ...found, result: worst[0]?.result ?? 'broken', endpoints: worst }
}

/** The worst of several checks; of none there is none. */
export const worstCall = (checks: readonly CheckedCall[]): CheckedCall | null =>
  checks.toSorted((a, b) => rankOf(a) - rankOf(b))[0] ?? null

const rankOf = ({ result }: { result: CallResult }) => byResult.indexOf(result)

/** No selector: whatever answers is not a pod that Kubernetes names here. */
const isOutside = ({ selector }: MtlsService) => isEmpty(selector)

type Asked = Call & {
  rule: ObeyedRule | null
  scope: SidecarScope | null
  servicePort: ServicePort
}

function sendingFacts(rules: MtlsRules, asked: Asked): SendingFacts {
  const { client, service, servicePort, scope } = asked
  const config = rules.configOf(client)
  return {
    client,
    config,
    service,
    port: servicePort,
    subset: asked.subset,
    direct: asked.direct,
    sight: client ? sightOf(scope, config, client, service, servicePort.port) : { kind: 'seen' },
    strangers: scope?.outboundTrafficPolicy ?? config.outboundTrafficPolicy,
    rule: asked.rule,
    namespaceMode: rules.namespacePolicyOf(service.namespace, client?.revision ?? null).mode,
    endpoints: rules.endpointsOf(service),
  }
}

/** A subset is a part of the service's pods, where the rule that the client obeys has one. */
function endpointsOf({ subset }: Call, facts: SendingFacts): readonly PodGroup[] {
  const { rule, endpoints } = facts
  if (keepsAddress(facts) || passingBy(facts) !== null) return endpoints
  const chosen = rule?.subsets.find(({ name }) => name === subset)
  return chosen ? endpoints.filter(({ labels }) => hasLabels(labels, chosen.labels)) : endpoints
}

function checkEndpoint(rules: MtlsRules, pods: PodGroup, facts: SendingFacts): EndpointCheck[] {
  const port = targetPortOf(facts.port, pods)
  // No container has a port of that name: Kubernetes makes no endpoint of it.
  if (port === null) return []
  const policy = rules.policyOf(pods, port)
  const found = serverKind(pods, port)
  const asked = { port: facts.port.port, targetPort: port }
  const isMutual = found === 'gateway' && takesMutualTls(rules.mesh.gateways, pods, asked)
  const kind = isMutual ? 'mutualGateway' : found
  const enforced = kind === 'sidecar' || kind === 'ztunnel'
  const server: Server = {
    kind,
    mode: enforced ? policy.mode : null,
    protocol: facts.port.protocol,
  }
  const sending = sendingTo({ pods, mode: policy.mode }, facts)
  return [
    {
      pods,
      port,
      policy: enforced ? policy : null,
      server,
      sending,
      result: outcomeOf(sending.sent, server),
    },
  ]
}

function checkOutside(facts: SendingFacts): EndpointCheck {
  const server: Server = { kind: 'outside', mode: null, protocol: facts.port.protocol }
  const sending = sendingTo(null, facts)
  const { targetPort, port } = facts.port
  return {
    pods: null,
    port: typeof targetPort === 'number' ? targetPort : port,
    policy: null,
    server,
    sending,
    result: outcomeOf(sending.sent, server),
  }
}
