import { errorRatio } from './outcome'
import type { CodeRate, Traffic } from './traffic'

export type TcpRate = {
  quantity: 'sentBytes' | 'receivedBytes' | 'connections'
  perSecond: number
}

/** Nothing was seen: not zero. */
export const noTraffic: Traffic = {
  requestsPerSecond: null,
  errorRatio: null,
  byCode: [],
  messagesPerSecond: null,
  bytesPerSecond: null,
  connectionsPerSecond: null,
}

/** Everything that was reported of one edge, or of one side of a node, as one traffic. */
export function trafficOf(requests: readonly CodeRate[], tcp: readonly TcpRate[]): Traffic {
  return { ...noTraffic, ...requestTraffic(requests), ...tcpTraffic(tcp) }
}

/** Rates add up; ratios are worked out anew. */
export function mergeTraffic(traffics: readonly Traffic[]): Traffic {
  const messages = traffics.flatMap((one) => one.messagesPerSecond ?? [])
  const bytes = traffics.flatMap((one) => one.bytesPerSecond ?? [])
  const connections = traffics.flatMap((one) => one.connectionsPerSecond ?? [])
  return {
    ...noTraffic,
    ...requestTraffic(traffics.flatMap((one) => one.byCode)),
    ...(messages.length > 0 && {
      messagesPerSecond: {
        request: sum(messages.map((one) => one.request)),
        response: sum(messages.map((one) => one.response)),
      },
    }),
    ...(bytes.length > 0 && {
      bytesPerSecond: {
        sent: sum(bytes.map((one) => one.sent)),
        received: sum(bytes.map((one) => one.received)),
      },
    }),
    ...(connections.length > 0 && { connectionsPerSecond: sum(connections) }),
  }
}

function requestTraffic(requests: readonly CodeRate[]): Partial<Traffic> {
  if (requests.length === 0) return {}
  const byCode = mergeCodes(requests)
  return {
    requestsPerSecond: sum(byCode.map((one) => one.requestsPerSecond)),
    errorRatio: errorRatio(byCode),
    byCode,
  }
}

function tcpTraffic(tcp: readonly TcpRate[]): Partial<Traffic> {
  const of = (quantity: TcpRate['quantity']) => {
    const rates = tcp.filter((one) => one.quantity === quantity)
    return rates.length === 0 ? null : sum(rates.map((one) => one.perSecond))
  }
  const sent = of('sentBytes')
  const received = of('receivedBytes')
  return {
    bytesPerSecond:
      sent === null && received === null ? null : { sent: sent ?? 0, received: received ?? 0 },
    connectionsPerSecond: of('connections'),
  }
}

/** One rate for each outcome, largest first; equal ones by their names, so refreshes agree. */
function mergeCodes(requests: readonly CodeRate[]): CodeRate[] {
  const merged = new Map<string, CodeRate>()
  for (const { code, grpcStatus, flags, requestsPerSecond } of requests) {
    const key = `${code} ${grpcStatus} ${flags}`
    const known = merged.get(key)
    if (known) known.requestsPerSecond += requestsPerSecond
    else merged.set(key, { code, grpcStatus, flags, requestsPerSecond })
  }
  return [...merged.entries()]
    .sort(
      ([a, one], [b, other]) => other.requestsPerSecond - one.requestsPerSecond || compare(a, b),
    )
    .map(([, rate]) => rate)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
