import type { Random } from '../draw/random'
import type { OutlierDetection } from '../resolve/fate'
import type { MeshPod } from '../world/mesh-pod'
import type { CallEnd } from './call-ends'

/** A server whose errors a client's proxy counts. */
export type Suspect = {
  client: MeshPod
  server: MeshPod
  outliers: OutlierDetection
  /** Of the client's calls, those that come to this server. */
  share: number
  /** Of those, by what the proxy counts them: 5xx and silence, or 502 to 504 alone. */
  serverErrors: number
  gatewayErrors: number
  /** Among which it is one; the most that may be left out is a part of them. */
  servers: number
}

type Tally = Omit<Suspect, 'servers'>

const isGatewayError = (code: string) => ['502', '503', '504'].includes(code)

function tally(client: MeshPod, ends: readonly CallEnd[]): Tally[] {
  const tallies = new Map<string, Tally>()
  for (const { outcome, answer } of ends) {
    const { outliers } = outcome
    if (!outliers || outcome.kind !== 'arrives') continue
    const { server } = outcome
    const known = tallies.get(server.key) ?? {
      client,
      server,
      outliers,
      share: 0,
      serverErrors: 0,
      gatewayErrors: 0,
    }
    known.share += answer.probability
    if (Number(answer.code) >= 500 || answer.isTimeout) known.serverErrors += answer.probability
    if (isGatewayError(answer.code)) known.gatewayErrors += answer.probability
    tallies.set(server.key, known)
  }
  return [...tallies.values()]
}

export function suspectsOf(client: MeshPod, ends: readonly CallEnd[]): Suspect[] {
  const all = tally(client, ends)
  return all
    .map((one) => ({
      ...one,
      serverErrors: one.serverErrors / one.share,
      gatewayErrors: one.gatewayErrors / one.share,
      servers: all.length,
    }))
    .filter(({ serverErrors }) => serverErrors > 0)
}

/**
 * How likely so many errors in a row are among `count` calls that fail independently: a row begins
 * after each success. Long enough rows are rare, so that their number is as good as Poisson's.
 */
export function rowLikelihood(errorShare: number, inRow: number, count: number): number {
  if (inRow === 0 || count < inRow) return 0
  if (errorShare >= 1) return 1
  return 1 - Math.exp(-count * (1 - errorShare) * errorShare ** inRow)
}

type Ejection = { until: number; times: number }

export type Ejections = {
  /** Keys of the pods that this client's proxy leaves out now. */
  ejected(client: MeshPod): ReadonlySet<string>
  /** Of `count` calls of its client; true when its proxy has had enough of this server. */
  suspect(random: Random, suspect: Suspect, count: number, now: number): boolean
  /** True when somebody comes back. */
  advanceTo(now: number): boolean
}

const nobody: ReadonlySet<string> = new Set()

export function newEjections(): Ejections {
  /** By client, then server. Those that have come back stay for their number of times. */
  const byClient = new Map<string, Map<string, Ejection>>()
  const outNow = new Map<string, ReadonlySet<string>>()
  let now = Number.NEGATIVE_INFINITY

  function refresh(client: string): boolean {
    const before = outNow.get(client)?.size ?? 0
    const out = [...(byClient.get(client) ?? [])].filter(([, { until }]) => until > now)
    outNow.set(client, new Set(out.map(([server]) => server)))
    return out.length !== before
  }

  return {
    ejected: (client) => outNow.get(client.key) ?? nobody,
    suspect: (random, { client, server, outliers, share, servers, ...errors }, count, at) => {
      now = at
      const out = outNow.get(client.key)?.size ?? 0
      const most = Math.max(1, Math.floor((servers * outliers.maxEjectionPercent) / 100))
      if (out >= most) return false
      const calls = count * share
      const likelihood = Math.max(
        rowLikelihood(errors.serverErrors, outliers.consecutive5xx, calls),
        rowLikelihood(errors.gatewayErrors, outliers.consecutiveGatewayErrors, calls),
      )
      if (likelihood === 0 || random() >= likelihood) return false
      const ofClient = byClient.get(client.key) ?? new Map<string, Ejection>()
      byClient.set(client.key, ofClient)
      const times = (ofClient.get(server.key)?.times ?? 0) + 1
      ofClient.set(server.key, { until: at + times * outliers.baseEjectionMs, times })
      return refresh(client.key)
    },
    advanceTo: (at) => {
      now = at
      return [...byClient.keys()].map(refresh).some(Boolean)
    },
  }
}
