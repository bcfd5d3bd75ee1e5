import type { Capture, Labels } from './mesh'

const prefix = 'traffic.sidecar.istio.io/'

/** Everything passes the sidecar, as it does where no annotation says otherwise. */
export const capturesAll: Capture = {
  inbound: { include: 'all', exclude: [] },
  outbound: { includePorts: [], excludePorts: [], includeRanges: 'all', excludeRanges: [] },
}

/** https://istio.io/latest/docs/reference/config/annotations/ (traffic.sidecar.istio.io/…) */
export function captureOf(annotations: Labels): Capture {
  const read = (name: string) => annotations[prefix + name]
  const inbound = read('includeInboundPorts')
  const ranges = read('includeOutboundIPRanges')
  return {
    inbound: {
      include: inbound === undefined || inbound.trim() === '*' ? 'all' : portsOf(inbound),
      exclude: portsOf(read('excludeInboundPorts')),
    },
    outbound: {
      includePorts: portsOf(read('includeOutboundPorts')),
      excludePorts: portsOf(read('excludeOutboundPorts')),
      includeRanges: ranges === undefined || ranges.trim() === '*' ? 'all' : wordsOf(ranges),
      excludeRanges: wordsOf(read('excludeOutboundIPRanges')),
    },
  }
}

/** A call to a port of the pod is seen by its sidecar. */
export const isCapturedInbound = ({ inbound }: Capture, port: number) =>
  (inbound.include === 'all' || inbound.include.includes(port)) && !inbound.exclude.includes(port)

/**
 * A call that leaves the pod is seen by its sidecar. In the order of the packet filter's rules: ports
 * left out, ports taken in, ranges left out, ranges taken in. Where the address is not known only a
 * range that holds everything counts.
 */
export function isCapturedOutbound(
  { outbound }: Capture,
  { port, addresses }: { port: number; addresses: readonly string[] },
): boolean {
  if (outbound.excludePorts.includes(port)) return false
  if (outbound.includePorts.includes(port)) return true
  if (isWithinAny(outbound.excludeRanges, addresses)) return false
  return outbound.includeRanges === 'all' || isWithinAny(outbound.includeRanges, addresses)
}

const isWithinAny = (ranges: readonly string[], addresses: readonly string[]) =>
  ranges.some(
    (range) =>
      range === '*' ||
      range.endsWith('/0') ||
      addresses.some((address) => isWithin(range, address)),
  )

/** IPv4 by its bits; an IPv6 range only as the very address. */
function isWithin(range: string, address: string): boolean {
  const [base = '', length] = range.split('/')
  const [from, at] = [ipv4Number(base), ipv4Number(address)]
  if (from === null || at === null) return base === address
  const bits = length === undefined ? 32 : Number(length)
  if (!Number.isInteger(bits) || bits < 0 || bits > 32) return false
  const size = 2 ** (32 - bits)
  return Math.floor(from / size) === Math.floor(at / size)
}

function ipv4Number(text: string): number | null {
  const parts = text.split('.').map(Number)
  const isAddress =
    parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)
  return isAddress ? parts.reduce((sum, part) => sum * 256 + part, 0) : null
}

const wordsOf = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)

const portsOf = (text: string | undefined) =>
  wordsOf(text)
    .map(Number)
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536)
