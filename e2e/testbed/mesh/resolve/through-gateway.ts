import type { Call, Caller } from './caller'
import type { Outcome } from './fate'
import { follow } from './follow'
import { entrancesOf } from './gateway'
import { failed, only, plainHandling, refused } from './outcomes'

/** A call that comes in at a gateway and goes on from there. */
export function throughGateway(call: Call): Outcome[] {
  const { world, client, request } = call
  const spoken = request.tls ? 'tcp' : (request.protocol ?? 'http')
  const entrances = entrancesOf(world, client, request)
  // Nothing listens at the port, so that not even the gateway's own proxy has anything to report.
  if (!entrances) return only(refused(), plainHandling(spoken))
  for (const { gateway, kind, rules } of entrances) {
    const found = rules()
    const protocol = kind === 'opaque' ? 'tcp' : spoken === 'tcp' ? 'http' : spoken
    const caller: Caller = { ...call, envoy: client, protocol, gateway }
    if (found.length) return follow(found, caller)
  }
  return only(failed(spoken, { code: '404', flags: 'NR' }), plainHandling(spoken))
}
