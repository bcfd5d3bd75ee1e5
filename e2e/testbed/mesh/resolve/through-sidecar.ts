import type { ServicePort } from '../../cluster/kubernetes-objects'
import type { MeshService } from '../world/mesh-service'
import { type Call, type Caller, protocolAt } from './caller'
import type { Outcome } from './fate'
import { follow } from './follow'
import { meshRules } from './gateway-api'
import { requestedHost, serviceOf } from './host'
import { failed, only, plainHandling, refused } from './outcomes'
import { send } from './send'
import { knowsService } from './sidecar-scope'
import { toUnknown } from './to-unknown'
import { sidecarRoutes } from './virtual-service'

type Called = {
  host: string
  service: MeshService | undefined
  port: ServicePort | undefined
  /** The client's proxy has heard of it. */
  isKnown: boolean
}

function called({ world, client, request }: Call): Called {
  const host = requestedHost(world, request.host, client.namespace)
  const service = serviceOf(world, host)
  const port = service?.ports.find((one) => one.port === request.port)
  const isKnown = service && port ? knowsService(world, client, service, port) : false
  return { host, service, port, isKnown }
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

/** Where a call ends before any route is looked at. */
function deadEnd({ protocol }: Caller, { service, port }: Called): Outcome[] | null {
  const handling = plainHandling(protocol)
  // A name without an address leads nowhere, past any proxy.
  if (service?.isHeadless && !service.pods.some(({ ready }) => ready)) {
    return only(refused({ service }), handling)
  }
  // A proxy has no listener for a port that the service does not have; nor has anybody else.
  if (service && !port) {
    const cluster = 'PassthroughCluster'
    return only(failed(protocol, { code: '503', flags: 'UF' }, { cluster }), handling)
  }
  return null
}

function routed(caller: Caller, target: Called): Outcome[] {
  const { protocol } = caller
  const { service, port, isKnown } = target
  const rules = protocol === 'tcp' ? opaqueRules(caller, target) : httpRules(caller, target)
  if (rules) return follow(rules, caller)
  if (!service || !port) return toUnknown(caller, null)
  return isKnown
    ? send(caller, { service, port }, plainHandling(protocol))
    : toUnknown(caller, { service, port })
}

/** A call that a sidecar takes out of its pod. */
export function throughSidecar(call: Call): Outcome[] {
  const target = called(call)
  const protocol = protocolAt(call.request, target.isKnown ? target.port : undefined)
  // The proxy parses HTTP at this port and hears something else.
  if (!protocol) return only(failed('http', { code: '400', flags: 'DPE' }), plainHandling('http'))
  const caller: Caller = { ...call, protocol, envoy: call.client, gateway: 'mesh' }
  return deadEnd(caller, target) ?? routed(caller, target)
}
