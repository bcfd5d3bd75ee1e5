import { outcomeRatios } from './outcome'
import { roundRate, roundShare } from './round'
import type { CodeRate, Traffic } from './traffic'

/** What flows beside requests: bytes and connections of TCP, bytes of HTTP, messages of gRPC. */
export const quantities = [
  'sentBytes',
  'receivedBytes',
  'connections',
  'requestMessages',
  'responseMessages',
] as const
export type Quantity = (typeof quantities)[number]

export type VolumeRate = { quantity: Quantity; perSecond: number }

/**
 * Traffic that is still being added up, in place: a mesh has tens of thousands of series, and lists
 * of them for each edge and node would be made only to be read once.
 */
export type Tally = {
  /** One rate for each outcome, in the order in which they came. */
  byCode: CodeRate[]
  /** `null`: nothing of the kind was seen. */
  volumes: Record<Quantity, number | null> | null
}

export const emptyTally = (): Tally => ({ byCode: [], volumes: null })

/** Looked for one by one: there are a handful, and no key has to be made for each series. */
export function addRequests(
  { byCode }: Tally,
  { code, grpcStatus, flags, requestsPerSecond }: CodeRate,
): void {
  for (const known of byCode)
    if (known.code === code && known.flags === flags && known.grpcStatus === grpcStatus) {
      known.requestsPerSecond += requestsPerSecond
      return
    }
  // Written out, here and below: V8 makes objects with a spread a hundred times slower.
  byCode.push({ code, grpcStatus, flags, requestsPerSecond })
}

export function addVolume(tally: Tally, { quantity, perSecond }: VolumeRate): void {
  tally.volumes ??= {
    sentBytes: null,
    receivedBytes: null,
    connections: null,
    requestMessages: null,
    responseMessages: null,
  }
  tally.volumes[quantity] = (tally.volumes[quantity] ?? 0) + perSecond
}

export function addTraffic(tally: Tally, traffic: Traffic): void {
  for (const rate of traffic.byCode) addRequests(tally, rate)
  const { bytesPerSecond: bytes, messagesPerSecond: messages } = traffic
  const add = (quantity: Quantity, perSecond: number | null | undefined) => {
    if (perSecond != null) addVolume(tally, { quantity, perSecond })
  }
  add('sentBytes', bytes?.sent)
  add('receivedBytes', bytes?.received)
  add('requestMessages', messages?.request)
  add('responseMessages', messages?.response)
  add('connections', traffic.connectionsPerSecond)
}

/** Requests per second; 0 where none were seen. */
export const requestsIn = ({ byCode }: Tally): number =>
  byCode.reduce((sum, one) => sum + one.requestsPerSecond, 0)

/** Codes largest first; equal ones by their names, so refreshes agree. */
export function toTraffic(tally: Tally): Traffic {
  const { byCode, volumes } = tally
  if (byCode.length > 1) byCode.sort(byRate)
  const requests = requestsIn(tally)
  const { errorRatio, clientErrorRatio, cancelledRatio } = outcomeRatios(byCode)
  for (const rate of byCode) rate.requestsPerSecond = roundRate(rate.requestsPerSecond)
  return {
    requestsPerSecond: byCode.length === 0 ? null : roundRate(requests),
    errorRatio: errorRatio && roundShare(errorRatio),
    clientErrorRatio: clientErrorRatio && roundShare(clientErrorRatio),
    cancelledRatio: cancelledRatio && roundShare(cancelledRatio),
    byCode,
    messagesPerSecond: messagesOf(volumes),
    bytesPerSecond: bytesOf(volumes),
    connectionsPerSecond: roundRateOf(volumes?.connections ?? null),
  }
}

const byRate = (a: CodeRate, b: CodeRate) =>
  b.requestsPerSecond - a.requestsPerSecond || compare(nameOf(a), nameOf(b))
const nameOf = ({ code, grpcStatus, flags }: CodeRate) => `${code} ${grpcStatus} ${flags}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const roundRateOf = (rate: number | null) => (rate === null ? null : roundRate(rate))

function messagesOf(volumes: Tally['volumes']): Traffic['messagesPerSecond'] {
  if (volumes === null) return null
  const { requestMessages: request, responseMessages: response } = volumes
  return request === null && response === null
    ? null
    : { request: roundRate(request ?? 0), response: roundRate(response ?? 0) }
}

function bytesOf(volumes: Tally['volumes']): Traffic['bytesPerSecond'] {
  if (volumes === null) return null
  const { sentBytes: sent, receivedBytes: received } = volumes
  return sent === null && received === null
    ? null
    : { sent: roundRate(sent ?? 0), received: roundRate(received ?? 0) }
}
