import type { HttpRoute, VirtualService } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import { configHost, hostCovers, hostSpecificity } from './host'
import { gatewayName, type HttpRequest, isCatchAll, isMatched } from './http-match'
import { isVisibleIn, visibilityClass } from './visibility'

/** A rule with the namespace in which its short names are to be read. */
export type Rule = { rule: HttpRoute; namespace: string }

const namespaceOf = ({ metadata }: VirtualService) => metadata.namespace ?? 'default'

function boundTo(virtualService: VirtualService, gateway: string): boolean {
  const gateways = virtualService.spec.gateways?.length ? virtualService.spec.gateways : ['mesh']
  return gateways.some((name) => gatewayName(name, namespaceOf(virtualService)) === gateway)
}

/** How closely its hosts name this one; `null` when they do not. */
function specificity(virtualService: VirtualService, host: string): number | null {
  const patterns = (virtualService.spec.hosts ?? [])
    .map((pattern) => configHost(pattern, namespaceOf(virtualService)))
    .filter((pattern) => hostCovers(pattern, host))
  return patterns.length ? Math.max(...patterns.map(hostSpecificity)) : null
}

const rulesOf = (virtualService: VirtualService): Rule[] =>
  (virtualService.spec.http ?? []).map((rule) => ({ rule, namespace: namespaceOf(virtualService) }))

/**
 * A sidecar takes one VirtualService for a host and drops the rest: the most specific host, then
 * the closest visibility, then the oldest.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services
 */
export function sidecarRules(world: World, client: MeshPod, host: string): Rule[] | null {
  const [first] = world.virtualServices
    .filter((one) => boundTo(one, 'mesh') && isVisibleIn(one, client.namespace))
    .map((one) => ({ one, specific: specificity(one, host) }))
    .filter(({ specific }) => specific !== null)
    // A stable sort keeps the oldest first among equals.
    .sort(
      (a, b) =>
        Number(b.specific) - Number(a.specific) ||
        visibilityClass(a.one, client.namespace) - visibilityClass(b.one, client.namespace),
    )
  return first ? rulesOf(first.one) : null
}

/** A gateway merges them all, the oldest first, and moves rules for everything to the end. */
export function gatewayRules(world: World, gateway: string, host: string): Rule[] {
  const rules = world.virtualServices
    .filter((one) => boundTo(one, gateway) && specificity(one, host) !== null)
    .flatMap(rulesOf)
  const [some, every] = [
    rules.filter(({ rule }) => !isCatchAll(rule)),
    rules.filter(({ rule }) => isCatchAll(rule)),
  ]
  return [...some, ...every]
}

export const firstMatch = (
  rules: readonly Rule[],
  request: HttpRequest,
  { gateway, client }: { gateway: string; client: MeshPod },
): Rule | undefined =>
  rules.find(({ rule, namespace }) =>
    isMatched(rule, request, { gateway, client, ruleNamespace: namespace }),
  )
