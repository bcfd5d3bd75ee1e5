import type { KubernetesObject } from '../cluster/kubernetes-objects'
import { type Random, seededRandom } from '../mesh/draw/random'
import { type TrafficPlan, trafficPlan } from '../mesh/traffic-plan'
import { calleesOf, type GeneratedService, servicesOf, tiers } from './generated-services'
import type { Scenario } from './load'
import { gatewayManifests, namespaceManifest, serviceManifests } from './manifests'

export type GenerateOptions = {
  services: number
  namespaces: number
  seed: number
  /** So many of the services are in the first namespace. */
  dense?: number
}

/** A request makes about one further call in each tier: chains do not flood their end. */
const callsPerRequest = 1.05

const callTo = ({ name, namespace }: GeneratedService, perRequest: number) => ({
  host: `${name}.${namespace}`,
  port: 8080,
  perRequest,
})

function behaviours(random: Random, service: GeneratedService, callees: GeneratedService[]) {
  const latencyMs = { median: 2 + Math.floor(random() * 12), sigma: 0.4 }
  const isFailing = random() < 0.08
  const perRequest = callsPerRequest / Math.max(1, callees.length)
  return ['v1', 'v2'].map((version) => [
    `${service.namespace}/${service.name}-${version}`,
    {
      latencyMs,
      errors: [{ code: 500, share: isFailing && version === 'v2' ? 0.04 : 0.002 }],
      calls: callees.map((callee) => callTo(callee, perRequest)),
    },
  ])
}

/** A few sites get most of the visitors, and most get a few: six a second on average. */
const visitsPerSecond = (rank: number, sites: number) => {
  const sum = Array.from({ length: sites }, (_, index) => 1 / (index + 3)).reduce(
    (a, b) => a + b,
    0,
  )
  return Math.max(0.2, (6 * sites) / (rank + 3) / sum)
}

function trafficOf(random: Random, services: readonly GeneratedService[]): TrafficPlan {
  const inTier = (tier: number) => services.filter((service) => service.tier === tier)
  const workloads = tiers.flatMap((_, tier) => {
    const next = inTier(tier + 1)
    return inTier(tier).flatMap((service, position) =>
      behaviours(random, service, calleesOf(random, { service, position, next })),
    )
  })
  const sites = inTier(0)
  return trafficPlan.parse({
    starts: sites.map((service, rank) => ({
      from: 'istio-system/istio-ingressgateway',
      host: `${service.name}.example.com`,
      port: 8080,
      requestsPerSecond: visitsPerSecond(rank, sites.length),
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
