import type { ObjectRef } from '../finding'
import { qualifiedName } from '../workload'
import type { CheckedCall, EndpointCheck } from './call-check'
import type { ObjectName, PodGroup } from './mesh'
import { reasonWords } from './reason-words'
import type { CallResult, MtlsMode, Sent } from './words'

/** One step of the way to a result, with the objects that decided it. */
export type CallStep = { step: string; decided: string; by: ObjectRef[] }

export type DescribedEndpoint = {
  workload: string
  pods: number
  port: number
  mode: MtlsMode | null
  sends: Sent
  result: CallResult
  sentence: string
}

export type DescribedCall = {
  result: CallResult
  sentence: string
  sends: string
  accepts: string
  chain: CallStep[]
  warning: string | null
  endpoints: DescribedEndpoint[]
}

/** A checked call in words: the worst endpoint's way, and every endpoint's end. */
export function describeCall(check: CheckedCall): DescribedCall {
  const [worst] = check.endpoints
  if (!worst) return describeNothing(check)
  return {
    result: check.result,
    sentence: sentenceOf(check, worst),
    sends: sendsWords[worst.sending.sent],
    accepts: acceptsOf(worst),
    chain: chainOf(check, worst),
    warning: warningOf(check, worst),
    endpoints: check.endpoints.map((endpoint) => ({
      workload: endpoint.pods ? qualifiedName(endpoint.pods) : check.service.host,
      pods: endpoint.pods?.pods ?? 0,
      port: endpoint.port,
      mode: endpoint.server.mode,
      sends: endpoint.sending.sent,
      result: endpoint.result,
      sentence: sentenceOf(check, endpoint),
    })),
  }
}

function describeNothing(check: CheckedCall): DescribedCall {
  const service = qualifiedName(check.service)
  const sentence = check.servicePort
    ? `The call breaks: no pod stands behind ${service} on port ${check.port}.`
    : `The call breaks: ${service} has no port ${check.port}.`
  return {
    result: check.result,
    sentence,
    sends: sendsWords.nothing,
    accepts: 'Nothing: there is no endpoint.',
    chain: [clientStep(check), { step: 'Service', decided: sentence, by: [serviceRef(check)] }],
    warning: null,
    endpoints: [],
  }
}

const sendsWords: Record<Sent, string> = {
  istioMtls: 'Istio mutual TLS',
  hbone: 'Mutual TLS in an HBONE tunnel',
  plaintext: 'Plaintext',
  appTls: 'TLS that is not the mesh’s own',
  nothing: 'Nothing: the call never leaves the client',
  undecided: 'Not decided: two parts of Istio read the DestinationRule differently',
}

function acceptsOf({ server, pods }: EndpointCheck): string {
  switch (server.kind) {
    case 'sidecar':
      return sidecarAccepts[server.mode ?? 'PERMISSIVE']
    case 'ztunnel':
      return server.mode === 'STRICT' ? 'HBONE only' : 'HBONE and plaintext'
    case 'nobody':
      return 'Nothing: no ztunnel has taken the pod yet'
    case 'gateway':
      return 'What its Gateways say: PeerAuthentication does not bind a gateway'
    case 'mutualGateway':
      return 'Istio mutual TLS only: so says its Gateway'
    case 'application':
      return pods?.proxy === 'sidecar'
        ? 'Whatever the application takes: this port does not pass the sidecar'
        : 'Whatever the application takes: there is no proxy'
    case 'outside':
      return 'Whatever the host takes: it is outside of the mesh'
  }
}

const sidecarAccepts: Record<MtlsMode, string> = {
  STRICT: 'Istio mutual TLS only',
  PERMISSIVE: 'Istio mutual TLS and plaintext',
  DISABLE: 'Plaintext only: mutual TLS is not taken off',
}

const resultWords: Record<CallResult, string> = {
  mutual_tls: 'with mutual TLS',
  hbone: 'with mutual TLS in an HBONE tunnel',
  plaintext: 'in plaintext',
  app_tls: 'with TLS of the applications’ own',
  broken: '',
  ambiguous: '',
}

function sentenceOf(check: CheckedCall, endpoint: EndpointCheck): string {
  const client = nameOf(check.client)
  const target = endpoint.pods ? qualifiedName(endpoint.pods) : check.service.host
  const reason = reasonWords[endpoint.sending.reason]
  if (endpoint.result === 'ambiguous')
    return `It cannot be told how ${client} calls ${target}: ${reason.because}.`
  if (endpoint.result !== 'broken')
    return `${client} calls ${target} on port ${endpoint.port} ${resultWords[endpoint.result]}: ${reason.because}.`
  const sends = brokenSends[endpoint.sending.sent]
  return `The call breaks: ${client} ${sends} (${reason.because}), and ${target} ${brokenAccepts(endpoint)}.`
}

const brokenSends: Record<Sent, string> = {
  istioMtls: 'sends mutual TLS',
  hbone: 'sends HBONE',
  plaintext: 'sends plaintext',
  appTls: 'sends TLS that is not the mesh’s own',
  nothing: 'sends nothing',
  undecided: 'sends what cannot be told',
}

function brokenAccepts({ server, sending }: EndpointCheck): string {
  if (server.kind === 'nobody') return 'is not taken by any ztunnel yet'
  if (sending.sent === 'nothing') return 'is never reached'
  if (server.mode === 'STRICT') return 'accepts mutual TLS only'
  if (server.kind === 'mutualGateway') return 'is a gateway that accepts mutual TLS only'
  if (server.kind === 'gateway') return 'is a gateway that does not take it off'
  if (server.kind === 'sidecar' && server.mode === 'DISABLE' && sending.sent === 'istioMtls')
    return 'does not take it off'
  if (server.kind === 'sidecar') return 'expects HTTP on this port'
  if (server.kind === 'outside') return 'is outside of the mesh, where nobody takes it off'
  return 'has nobody who takes it off'
}

function warningOf({ client }: CheckedCall, { result, sending, server }: EndpointCheck) {
  if (server.kind === 'outside' && result !== 'broken')
    return 'Not measured: no proxy of the mesh stands at the other end and tells how it was reached.'
  if (result === 'app_tls') return 'It only works if the application itself serves TLS here.'
  if (result === 'ambiguous')
    return 'Give the DestinationRule’s port a tls of its own, so that both parts of Istio agree.'
  if (result !== 'plaintext') return null
  if (sending.asked === 'DISABLE' && server.kind === 'sidecar' && server.mode === 'PERMISSIVE')
    return 'A DestinationRule turns off the mutual TLS that both sides could speak.'
  if (client === null) return 'What the application sends is not known; plaintext is assumed.'
  return null
}

const nameOf = (client: PodGroup | null) =>
  client ? qualifiedName(client) : 'A client without a proxy'

const refTo = (kind: string, { namespace, name }: ObjectName): ObjectRef => ({
  kind,
  namespace,
  name,
})

const serviceRef = ({ service }: CheckedCall) =>
  service.entry === null
    ? refTo('Service', service)
    : refTo('ServiceEntry', { namespace: service.namespace, name: service.entry })

function clientStep({ client }: CheckedCall): CallStep {
  const proxy = client?.proxy ?? 'none'
  const words = {
    sidecar: `A ${client?.role ?? 'sidecar'}${client?.hbone ? ' that also speaks HBONE' : ''}`,
    ztunnel: 'ztunnel (ambient)',
    ztunnelPending: 'Being taken into ambient: no traffic until a ztunnel accepts it',
    none: 'No proxy',
  }
  return { step: 'Client', decided: words[proxy], by: [] }
}

function chainOf(check: CheckedCall, endpoint: EndpointCheck): CallStep[] {
  const { sending, policy, server } = endpoint
  const { step, because } = reasonWords[sending.reason]
  const rules = check.rule?.from.map((rule) => refTo('DestinationRule', rule)) ?? []
  const ruleSaid = sending.asked ? `tls.mode ${sending.asked}` : 'says nothing about TLS'
  const asked = sending.reason !== 'ruleAsks' && rules.length > 0 && isPastRules(step)
  return [
    clientStep(check),
    ...(asked ? [{ step: 'DestinationRule', decided: ruleSaid, by: rules }] : []),
    { step, decided: capital(because), by: decidersOf(check, endpoint, rules) },
    {
      step: 'Server',
      decided: server.mode ? `${server.mode}: ${acceptsOf(endpoint)}` : acceptsOf(endpoint),
      by: (policy?.chain ?? [])
        .filter(({ decides }) => decides)
        .flatMap(({ policy: one }) => (one ? [refTo('PeerAuthentication', one)] : [])),
    },
    { step: 'Result', decided: sentenceOf(check, endpoint), by: [] },
  ]
}

const isPastRules = (step: string) => step === 'Automatic mutual TLS'

function decidersOf(check: CheckedCall, { sending, policy }: EndpointCheck, rules: ObjectRef[]) {
  switch (sending.reason) {
    case 'notImported':
      return check.scope ? [refTo('Sidecar', check.scope)] : []
    case 'notExported':
      return [serviceRef(check)]
    case 'ruleAsks':
    case 'ruleUndecided':
    case 'noSubset':
      return rules
    case 'external':
      return [serviceRef(check)]
    case 'namespaceDisable':
    case 'endpointDisable':
      return (policy?.chain ?? [])
        .filter(({ mode }) => mode === 'DISABLE')
        .flatMap(({ policy: one }) => (one ? [refTo('PeerAuthentication', one)] : []))
    default:
      return []
  }
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
