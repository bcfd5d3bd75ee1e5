import { type Caller, waypointOf } from './caller'
import type { Fate, Handling, Outcome } from './fate'
import { serviceOf } from './host'
import { failed, only, plainHandling, scaled } from './outcomes'
import { joinFlags } from './retries'
import type { Fault, Forwarding, Rule, Target } from './rule'
import { noCluster, send } from './send'
import { isExportedTo } from './sidecar-scope'

const answered = (caller: Caller, code: string, flags: string): Fate =>
  failed(caller.protocol, { code, flags }, { waypoint: waypointOf(caller) })

/** A destination without a port means the request's, or the only one that there is. */
function toTarget(target: Target, caller: Caller, handling: Handling): Outcome[] {
  if (target.kind === 'answer') return only(answered(caller, target.code, 'NC'), handling)
  const { world, envoy, request } = caller
  const service = serviceOf(world, target.host)
  if (!service || !isExportedTo(world, service, envoy.namespace)) {
    return only(noCluster(caller, handling), handling)
  }
  const { ports } = service
  const number = target.port ?? (ports.length === 1 ? ports[0]?.port : request.port)
  const port = ports.find((one) => one.port === number)
  if (!port) return only(noCluster(caller, handling), handling)
  return send(caller, { service, port, subset: target.subset }, handling)
}

/** The proxy that aborts has chosen a cluster by then, but no pod of it. */
function aborted(outcome: Outcome, { code, grpcStatus }: NonNullable<Fault['abort']>): Outcome {
  const { protocol, probability, ...handling } = outcome
  const service = 'service' in outcome ? outcome.service : null
  const waypoint = 'waypoint' in outcome ? outcome.waypoint : null
  const fate = failed(protocol, { code, flags: 'FI' }, { service, waypoint })
  return {
    ...plainHandling(protocol),
    delayMs: handling.delayMs,
    ...fate,
    ...(grpcStatus ? { code: '200', grpcStatus } : {}),
    probability,
  }
}

const withAbort = (outcome: Outcome, abort: Fault['abort']): Outcome[] =>
  abort
    ? [
        { ...outcome, probability: outcome.probability * (1 - abort.share) },
        aborted({ ...outcome, probability: outcome.probability * abort.share }, abort),
      ]
    : [outcome]

function delayed(outcome: Outcome, delayMs: number): Outcome {
  const late = { ...outcome, delayMs }
  return late.kind === 'failed' ? { ...late, flags: joinFlags(late.flags, 'DI') } : late
}

const withDelay = (outcome: Outcome, delay: Fault['delay']): Outcome[] =>
  delay
    ? [
        { ...outcome, probability: outcome.probability * (1 - delay.share) },
        delayed({ ...outcome, probability: outcome.probability * delay.share }, delay.ms),
      ]
    : [outcome]

/** Waits and aborts are thrown independently of each other. */
const withFault = (outcomes: readonly Outcome[], fault: Fault | null): Outcome[] =>
  outcomes
    .flatMap((outcome) => withAbort(outcome, fault?.abort ?? null))
    .flatMap((outcome) => withDelay(outcome, fault?.delay ?? null))
    .filter(({ probability }) => probability > 0)

function forward(action: Forwarding, caller: Caller): Outcome[] {
  const { protocol } = caller
  const handling: Handling = {
    ...plainHandling(protocol),
    timeoutMs: action.timeoutMs,
    retries: action.retries,
    mirrors: action.mirrors.map(({ target, share }) => ({
      share,
      outcomes: toTarget(target, caller, plainHandling(protocol)),
    })),
  }
  const sent = action.to.flatMap(({ target, share }) =>
    scaled(toTarget(target, caller, handling), share),
  )
  return withFault(sent, action.fault)
}

/** What becomes of a call by the first rule that it matches; there is no way without one. */
export function follow(rules: readonly Rule[], caller: Caller): Outcome[] {
  const { request, gateway, client } = caller
  const rule = rules.find(({ isMatched }) => isMatched(request, { gateway, client }))
  const handling = plainHandling(caller.protocol)
  if (!rule) return only(answered(caller, '404', 'NR'), handling)
  const { action } = rule
  return action.kind === 'answer'
    ? only(answered(caller, action.code, action.flags), handling)
    : forward(action, caller)
}
