import type { OutsideCaller, OutsideReason } from '@/lib/domain/traffic-split/split'
import { formatRate } from '@/lib/format/rate'

const reasons: Record<OutsideReason, string> = {
  'no-proxy': 'has no proxy, so no route holds for it',
  'gateway-not-listed': 'comes by a gateway that the route does not list',
  'other-route': 'is governed by another route',
  'other-match': 'is taken by another rule of this object',
  'no-waypoint': 'is ambient, and the service has no waypoint',
}

/** Who reaches a destination without the route, how much, and why. */
export const outsideWords = ({ source, reason, requestsPerSecond }: OutsideCaller): string =>
  `${source === null ? 'a caller that is not known' : `${source.namespace}/${source.name}`} (${formatRate(requestsPerSecond)}) ${reasons[reason]}`
