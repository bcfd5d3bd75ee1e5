import 'server-only'
import type { Reply, Warning } from '../../api/envelope'
import type { Viewer } from '../../identity/viewer'
import { ageWarnings, observedAt, storeWarnings } from '../traffic-warnings'
import type { SplitTrafficReading } from './split-traffic'

/** An answer about splits, with what is to be known of how their traffic was seen. */
export function splitReply<Data>(
  data: Data,
  reading: SplitTrafficReading & { at: number; configWarnings: readonly Warning[] },
  viewer: Viewer,
): Reply<Data> {
  const { windowSeconds } = reading
  return {
    data,
    warnings: [
      ...reading.warnings,
      ...storeWarnings(reading.storeWarnings, viewer),
      ...ageWarnings(reading),
      ...reading.configWarnings,
    ],
    observedAt: observedAt(reading),
    window: windowSeconds,
  }
}
