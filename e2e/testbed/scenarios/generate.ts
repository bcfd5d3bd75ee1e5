import type { KubernetesObject } from '../cluster/kubernetes-objects'
import { type Random, seededRandom } from '../mesh/draw/random'
import { type TrafficPlan, trafficPlan } from '../mesh/traffic-plan'
import type { Scenario } from './load'
import { gatewayManifests, type Named, namespaceManifest, serviceManifests } from './manifests'

export type GenerateOptions = { services: number; namespaces: number; seed: number }

type GeneratedService = Named & { tier: number }

/** Each calls the next; the last calls nobody. */
const tiers = ['edge', 'web', 'api', 'core', 'data', 'store'] as const

/** On average 3.5 services: with two workloads at either end about 12 edges a service. */
const fanOut = (random: Random) => 3 + (random() < 0.5 ? 1 : 0)

/** Below one ÷ fan-out a chain of six tiers does not flood its end. */
const callsPerRequest = 0.3

function servicesOf({ services, namespaces }: GenerateOptions): GeneratedService[] {
  return Array.from({ length: services }, (_, index) => {
    const tier = Math.floor((index * tiers.length) / services)
    return {
      name: `${tiers[tier]}-${String(index).padStart(3, '0')}`,
      namespace: `team-${String(index % namespaces).padStart(2, '0')}`,
      tier,
    }
  })
}

/** Some of the next tier: one that is this caller's to keep alive, others by chance. */
function calleesOf(
  random: Random,
  position: number,
  next: readonly GeneratedService[],
): GeneratedService[] {
  const chosen = new Set<GeneratedService>()
  const wanted = Math.min(fanOut(random), next.length)
  for (let index = position % next.length; chosen.size < wanted; ) {
    const callee = next[index]
    if (callee) chosen.add(callee)
    index = Math.floor(random() * next.length)
  }
  return [...chosen]
}

const hostOf = ({ name, namespace }: GeneratedService) => `${name}.${namespace}`

const callTo = (callee: GeneratedService) => ({
  host: hostOf(callee),
  port: 8080,
  perRequest: callsPerRequest,
})

function behaviours(random: Random, service: GeneratedService, callees: GeneratedService[]) {
  const latencyMs = { median: 2 + Math.floor(random() * 12), sigma: 0.4 }
  const isFailing = random() < 0.08
  return ['v1', 'v2'].map((version) => [
    `${service.namespace}/${service.name}-${version}`,
    {
      latencyMs,
      errors: [{ code: 500, share: isFailing && version === 'v2' ? 0.04 : 0.002 }],
      calls: callees.map(callTo),
    },
  ])
}

function trafficOf(random: Random, services: readonly GeneratedService[]): TrafficPlan {
  const inTier = (tier: number) => services.filter((service) => service.tier === tier)
  const workloads = tiers.flatMap((_, tier) => {
    const next = inTier(tier + 1)
    return inTier(tier).flatMap((service, position) =>
      behaviours(random, service, next.length ? calleesOf(random, position, next) : []),
    )
  })
  return trafficPlan.parse({
    starts: inTier(0).map((service) => ({
      from: 'istio-system/istio-ingressgateway',
      host: `${service.name}.example.com`,
      port: 8080,
      requestsPerSecond: 6,
    })),
    workloads: Object.fromEntries(workloads),
  })
}

/**
 * A mesh of this size, always the same for the same seed: six tiers of services behind an ingress
 * gateway, two workloads each; one service in eight has a split.
 */
export function generateScenario(options: GenerateOptions): Scenario {
  const random = seededRandom(options.seed)
  const services = servicesOf(options)
  const namespaces = [...new Set(services.map(({ namespace }) => namespace))]
  const manifests: KubernetesObject[] = [
    namespaceManifest('istio-system', {}),
    ...namespaces.map((name) => namespaceManifest(name, { 'istio-injection': 'enabled' })),
    ...gatewayManifests(services.filter(({ tier }) => tier === 0)),
    ...services.flatMap((service) => serviceManifests(service, random() < 1 / 8)),
  ]
  return { manifests, traffic: trafficOf(random, services) }
}
