import { outcomeRatios } from './outcome'
import type { CodeRate, Traffic } from './traffic'

export type TcpRate = {
  quantity: 'sentBytes' | 'receivedBytes' | 'connections'
  perSecond: number
}

/** Nothing was seen: not zero. */
export const noTraffic: Traffic = {
  requestsPerSecond: null,
  errorRatio: null,
  clientErrorRatio: null,
  cancelledRatio: null,
  byCode: [],
  messagesPerSecond: null,
  bytesPerSecond: null,
  connectionsPerSecond: null,
}

/** Everything that was reported of one edge, or of one side of a node, as one traffic. */
export function trafficOf(requests: readonly CodeRate[], tcp: readonly TcpRate[]): Traffic {
  const byCode = mergeCodes(requests)
  const { errorRatio, clientErrorRatio, cancelledRatio } = outcomeRatios(byCode)
  // Written out, here and below: V8 makes objects with a spread a hundred times slower.
  return {
    requestsPerSecond: requests.length === 0 ? null : sum(byCode.map(rateOf)),
    errorRatio,
    clientErrorRatio,
    cancelledRatio,
    byCode,
    messagesPerSecond: null,
    bytesPerSecond: bytesOf(tcp),
    connectionsPerSecond: totalOf(tcp, 'connections'),
  }
}

/** Rates add up; ratios are worked out anew. */
export function mergeTraffic(traffics: readonly Traffic[]): Traffic {
  const messages = traffics.flatMap((one) => one.messagesPerSecond ?? [])
  const bytes = traffics.flatMap((one) => one.bytesPerSecond ?? [])
  const connections = traffics.flatMap((one) => one.connectionsPerSecond ?? [])
  return {
    ...trafficOf(
      traffics.flatMap((one) => one.byCode),
      [],
    ),
    messagesPerSecond:
      messages.length === 0
        ? null
        : {
            request: sum(messages.map((one) => one.request)),
            response: sum(messages.map((one) => one.response)),
          },
    bytesPerSecond:
      bytes.length === 0
        ? null
        : {
            sent: sum(bytes.map((one) => one.sent)),
            received: sum(bytes.map((one) => one.received)),
          },
    connectionsPerSecond: connections.length === 0 ? null : sum(connections),
  }
}

function bytesOf(tcp: readonly TcpRate[]): Traffic['bytesPerSecond'] {
  const sent = totalOf(tcp, 'sentBytes')
  const received = totalOf(tcp, 'receivedBytes')
  return sent === null && received === null ? null : { sent: sent ?? 0, received: received ?? 0 }
}

function totalOf(tcp: readonly TcpRate[], quantity: TcpRate['quantity']): number | null {
  const rates = tcp.filter((one) => one.quantity === quantity)
  return rates.length === 0 ? null : sum(rates.map((one) => one.perSecond))
}

const rateOf = ({ requestsPerSecond }: CodeRate) => requestsPerSecond

/**
 * One rate for each outcome, largest first; equal ones by their names, so refreshes agree. Looked
 * for one by one: there are a handful, and no key has to be made for each of thousands of samples.
 */
function mergeCodes(requests: readonly CodeRate[]): CodeRate[] {
  const merged: CodeRate[] = []
  for (const { code, grpcStatus, flags, requestsPerSecond } of requests) {
    const known = merged.find(
      (one) => one.code === code && one.grpcStatus === grpcStatus && one.flags === flags,
    )
    if (known) known.requestsPerSecond += requestsPerSecond
    else merged.push({ code, grpcStatus, flags, requestsPerSecond })
  }
  return merged.sort(
    (a, b) => b.requestsPerSecond - a.requestsPerSecond || compare(nameOf(a), nameOf(b)),
  )
}

const nameOf = ({ code, grpcStatus, flags }: CodeRate) => `${code} ${grpcStatus} ${flags}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
