import type { CreatePlan } from '@/lib/api/split-creation'
import type { SplitDestination } from '@/lib/domain/traffic-split/split'
import { formatAge } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'

type Named = Pick<SplitDestination, 'host' | 'subset' | 'port'>

const shortName = ({ host, subset }: Named) => subset ?? host
const withHost = ({ host, subset }: Named) => (subset === null ? host : `${host} ${subset}`)
const withPort = (one: Named) =>
  one.port === null ? withHost(one) : `${withHost(one)}:${one.port}`

/** What each destination of a route is called: no longer than it takes to tell them apart. */
export function destinationNames(destinations: readonly Named[]): string[] {
  const shortest = [shortName, withHost, withPort].find(
    (name) => new Set(destinations.map(name)).size === destinations.length,
  )
  return destinations.map(shortest ?? withPort)
}

export const listed = (words: readonly string[]): string =>
  words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`

export type ShareMove = { name: string; before: number; after: number }

const leastMove = 0.0005

/** What a change does, as the verb of its button: `Move 30 % to v2`. One list for each route; shares are 0–1. */
export function moveVerb(routes: readonly (readonly ShareMove[])[]): string {
  const [only = [], ...others] = routes
  if (others.length > 0) return `Move weights of ${routes.length} routes`
  const gaining = only.filter(({ before, after }) => after - before > leastMove)
  if (gaining.length === 0) return 'Change the scale of the weights'
  const names = listed(gaining.map(({ name }) => name))
  if (gaining[0]?.after === 1) return `Move all to ${names}`
  const moved = gaining.reduce((all, { before, after }) => all + after - before, 0)
  return `Move ${formatPercent(moved)} to ${names}`
}

/** `80 / 20`; a weight that is left out is a dash. */
export const weightsText = (weights: readonly (number | null)[]): string =>
  weights.map((weight) => weight ?? '–').join(' / ')

/** Where the first weights of a creation come from, and what making it with them moves. */
export function firstWeightsWords({
  weights: [first],
  weightsGround: ground,
}: Pick<CreatePlan, 'weights' | 'weightsGround'>): string {
  if (ground.kind === 'seen')
    return `, as its traffic was divided in the last ${formatAge(ground.seconds * 1000)}, while all versions were ready: creating it moves nothing.`
  if (first?.from === 'even') return ', the same for each, as no pod is ready.'
  return `, in the proportion of ready pods, as ${whyNotSeen(ground)}: about as traffic is divided without a route.`
}

function whyNotSeen(ground: CreatePlan['weightsGround']): string {
  switch (ground.kind) {
    case 'metrics-missing':
      return 'Prometheus did not answer'
    case 'not-shared-long-enough':
      return 'not all versions have been ready for two minutes'
    default:
      return 'too little traffic was seen to tell'
  }
}
