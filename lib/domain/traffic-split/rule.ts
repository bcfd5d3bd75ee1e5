import type { GatewayRoute } from '../istio-config/gateway-route'
import type { Destination, VirtualService } from '../istio-config/virtual-service'
import { gatewayMatchWords, httpMatchWords, streamMatchWords } from './match-words'
import type { ObjectName, RouteKind, RouteProtocol, Weights } from './split'

/** An object that routes, with its kind. */
export type RouteObject =
  | { kind: 'VirtualService'; object: VirtualService }
  | { kind: 'HTTPRoute' | 'GRPCRoute'; object: GatewayRoute }

/** One rule of such an object, the same for all kinds. */
export type Rule = {
  /** JSON pointer into the object. */
  route: string
  protocol: RouteProtocol
  name: string | null
  match: string
  destinations: readonly RuleDestination[]
}

export type RuleDestination = Destination & {
  /** Namespace that the host is read in. */
  namespace: string
}

export const splitId = (kind: RouteKind, { namespace, name }: ObjectName) =>
  `${namespace}/${kind}/${name}`

/** In the order of the object; those without destinations (redirects, delegates) too. */
export const rulesOf = (route: RouteObject): Rule[] =>
  route.kind === 'VirtualService'
    ? virtualServiceRules(route.object)
    : gatewayRules(route.object, route.kind)

function virtualServiceRules({ namespace, http, tcp, tls }: VirtualService): Rule[] {
  const inPlace = (destinations: readonly Destination[]) =>
    destinations.map((destination) => ({ ...destination, namespace }))
  const streams = (protocol: 'tcp' | 'tls', rules: VirtualService['tcp']) =>
    rules.map(
      ({ matches, destinations }, at): Rule => ({
        route: `/spec/${protocol}/${at}`,
        protocol,
        name: null,
        match: streamMatchWords(matches),
        destinations: inPlace(destinations),
      }),
    )
  return [
    ...http.map(
      ({ name, matches, destinations }, at): Rule => ({
        route: `/spec/http/${at}`,
        protocol: 'http',
        name,
        match: httpMatchWords(matches),
        destinations: inPlace(destinations),
      }),
    ),
    ...streams('tcp', tcp),
    ...streams('tls', tls),
  ]
}

const gatewayRules = ({ namespace, rules }: GatewayRoute, kind: 'HTTPRoute' | 'GRPCRoute') =>
  rules.map(
    ({ name, matches, backends }, at): Rule => ({
      route: `/spec/rules/${at}`,
      protocol: kind === 'GRPCRoute' ? 'grpc' : 'http',
      name,
      match: gatewayMatchWords(matches),
      destinations: backends.map((backend) => ({
        host: backend.namespace ? `${backend.name}.${backend.namespace}.svc` : backend.name,
        subset: null,
        port: backend.port,
        weight: backend.weight,
        namespace,
      })),
    }),
  )

export const weightsOf = ({ destinations }: Pick<Rule, 'destinations'>): Weights =>
  destinations.map(({ weight }) => weight)

/**
 * What weights come to, as shares of their sum, 0–1. A weight that is left out is 0 in a
 * VirtualService, whose only destination gets everything whatever is written; it is 1 in the Gateway
 * API, where an only backend of weight 0 gets nothing.
 */
export function sharesOf(weights: Readonly<Weights>, kind: RouteKind): number[] {
  if (kind === 'VirtualService' && weights.length === 1) return [1]
  const numbers = effectiveWeights(weights, kind)
  const sum = numbers.reduce((total, weight) => total + weight, 0)
  return numbers.map((weight) => (sum === 0 ? 0 : weight / sum))
}

/** Numbers for what is left out. */
export const effectiveWeights = (weights: Readonly<Weights>, kind: RouteKind): number[] =>
  weights.map((weight) => weight ?? (kind === 'VirtualService' ? 0 : 1))
