import type { UnknownEnd } from './ids'

/** Why one end of a call is not known, in words for the screen. */
export const unknownReasons: Record<UnknownEnd, string> = {
  caller: 'Callers without a proxy: the destination’s proxy could not tell who called.',
  destination: 'No destination was chosen: no route matched, or the proxy does not say where to.',
  unlabelledCaller: 'The metrics name no caller: a Telemetry resource may remove that label.',
  unlabelledDestination:
    'The metrics name no destination: a Telemetry resource may remove that label.',
}
