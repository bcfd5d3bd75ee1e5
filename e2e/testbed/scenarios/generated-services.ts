import type { Random } from '../mesh/draw/random'
import type { Named } from './manifests'

export type GeneratedService = Named & { tier: number }

/** Each calls the next; the last calls nobody. */
export const tiers = ['edge', 'web', 'api', 'core', 'data', 'store'] as const

type Sizes = { services: number; namespaces: number; dense?: number }

const namespaceName = (index: number) => `team-${String(index).padStart(2, '0')}`

/** In turn, so that every namespace has services of all tiers; the dense one takes its own first. */
function namespaceOf(index: number, { services, namespaces, dense = 0 }: Sizes): string {
  if (dense === 0 || namespaces === 1) return namespaceName(index % namespaces)
  const every = services / Math.min(dense, services)
  const isDense = Math.floor((index + 1) / every) > Math.floor(index / every)
  return namespaceName(isDense ? 0 : 1 + (index % (namespaces - 1)))
}

export function servicesOf(sizes: Sizes): GeneratedService[] {
  return Array.from({ length: sizes.services }, (_, index) => {
    const tier = Math.floor((index * tiers.length) / sizes.services)
    return {
      name: `${tiers[tier]}-${String(index).padStart(3, '0')}`,
      namespace: namespaceOf(index, sizes),
      tier,
    }
  })
}

/**
 * How many services one calls: most call two or three, a few very many. 3.5 on average: with two
 * workloads at either end about 12 edges a service.
 */
const fanOuts = [1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5, 6, 8] as const

const pick = <Item>(random: Random, items: readonly Item[]): Item | undefined =>
  items[Math.floor(random() * items.length)]

/** The lower its place in its tier, the likelier it is called: the first ones are hubs. */
const pickHub = <Item>(random: Random, items: readonly Item[]): Item | undefined =>
  items[Math.floor(random() ** 3 * items.length)]

type Caller = { service: GeneratedService; position: number; next: readonly GeneratedService[] }

/** Some of the next tier: one that is this caller's to keep alive, then neighbours and hubs. */
export function calleesOf(random: Random, { service, position, next }: Caller): GeneratedService[] {
  const chosen = new Set<GeneratedService>()
  const wanted = Math.min(pick(random, fanOuts) ?? 1, next.length)
  const neighbours = next.filter(({ namespace }) => namespace === service.namespace)
  const own = next[position % next.length]
  if (own) chosen.add(own)
  while (chosen.size < wanted) {
    const isNear = neighbours.length > 0 && random() < 0.3
    const callee = isNear ? pick(random, neighbours) : pickHub(random, next)
    if (callee) chosen.add(callee)
  }
  return [...chosen]
}
