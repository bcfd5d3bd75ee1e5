import type { ServicePort } from '../../cluster/kubernetes-objects'
import type { MeshService } from '../world/mesh-service'
import { type Call, type Caller, protocolAt } from './caller'
import { bareConnectionTo } from './cluster'
import { arrived, connect } from './connection'
import type { Outcome } from './fate'
import { follow } from './follow'
import { meshRules } from './gateway-api'
import { requestedHost, serviceOf } from './host'
import { failed, inTurn, only, plainHandling, refused } from './outcomes'
import { send } from './send'
import { knowsService, outboundMode } from './sidecar-scope'
import { sidecarRoutes } from './virtual-service'

type Called = { host: string; service: MeshService | undefined; port: ServicePort | undefined }

function called({ world, client, request }: Caller): Called {
  const host = requestedHost(world, request.host, client.namespace)
  const service = serviceOf(world, host)
  return { host, service, port: service?.ports.find(({ port }) => port === request.port) }
}

/** A route of the Gateway API goes before a VirtualService; Istio itself leaves that open. */
function httpRules({ world, client }: Caller, { host, service, port }: Called) {
  const ofService = service && port && meshRules(world, client, { service, port: port.port })
  if (ofService) return ofService
  const rules = sidecarRoutes(world, client, host)?.http() ?? []
  return rules.length ? rules : null
}

/** A connection that matches no rule goes on as if there were none, unlike a request. */
function opaqueRules({ world, client, request, gateway }: Caller, { host }: Called) {
  const rules = sidecarRoutes(world, client, host)?.opaque() ?? []
  return rules.some(({ isMatched }) => isMatched(request, { gateway, client })) ? rules : null
}

/** A host that the proxy has not heard of: it goes on as it is, or it is held back. */
function toUnknown(caller: Caller, { service, port }: Called): Outcome[] {
  const { world, client, protocol, request } = caller
  const handling = plainHandling(protocol)
  if (outboundMode(world, client) === 'REGISTRY_ONLY') {
    const flags = protocol === 'tcp' ? 'UH' : '-'
    const cluster = 'BlackHoleCluster'
    return only(failed(protocol, { code: '502', flags }, { cluster }), handling)
  }
  const cluster = 'PassthroughCluster'
  if (!service || !port || service.isExternal)
    return only({ kind: 'passthrough', pastSidecar: { client: false } }, handling)
  const servers = service.pods.filter(({ ready }) => ready)
  if (!servers.length) {
    return only(failed(protocol, { code: '503', flags: 'UF' }, { cluster }), handling)
  }
  // Kubernetes itself leads the way to a pod, and nothing is encrypted on it.
  return inTurn(servers, handling, (server) => {
    const isAppTls = request.tls ?? false
    const connection = bareConnectionTo(service, port, server, { world, client: null, isAppTls })
    const connected = connect(connection)
    if (connected.kind === 'connected') return arrived(connection, connected, { cluster })
    const end = { code: '503', flags: connected.flag }
    const { denied } = connected
    return failed(protocol, end, { server, cluster, denied })
  })
}

/** A call that a sidecar takes out of its pod. */
export function throughSidecar(from: Call): Outcome[] {
  const unrouted = { ...from, protocol: 'tcp' as const, envoy: from.client, gateway: 'mesh' }
  const target = called(unrouted)
  const { service, port } = target
  const isKnown = service && port && knowsService(from.world, from.client, service, port)
  const protocol = protocolAt(from.request, isKnown ? port : undefined)
  // The proxy parses HTTP at this port and hears something else.
  if (!protocol) return only(failed('http', { code: '400', flags: 'DPE' }), plainHandling('http'))
  const caller: Caller = { ...unrouted, protocol }
  // A name without an address leads nowhere, past any proxy.
  if (service?.isHeadless && !service.pods.some(({ ready }) => ready)) {
    return only(refused({ service }), plainHandling(protocol))
  }
  // A proxy has no listener for a port that the service does not have; nor has anybody else.
  if (service && !port) {
    const cluster = 'PassthroughCluster'
    return only(
      failed(protocol, { code: '503', flags: 'UF' }, { cluster }),
      plainHandling(protocol),
    )
  }
  const rules = protocol === 'tcp' ? opaqueRules(caller, target) : httpRules(caller, target)
  if (rules) return follow(rules, caller)
  return isKnown
    ? send(caller, { service, port }, plainHandling(protocol))
    : toUnknown(caller, target)
}
