import type { ServiceName } from '../../host'
import { qualifiedName } from '../../workload'
import { parentServices } from '../governance'
import { type RouteObject, splitId } from '../rule'
import { type CheckContext, evidenceOf, type SplitCheck } from './check'

/**
 * Several objects route one host. Sidecars do not merge them: for each client one wins, and the
 * others are without effect. A VirtualService beside a route of the Gateway API is not defined.
 */
export const otherRouteWins: SplitCheck = (context) => {
  const { route, governance } = context
  return hostServices(context).flatMap((service) => {
    const own = splitId(route.kind, route.object)
    const others = governance
      .contenders(service)
      .filter((one) => splitId(one.kind, one.object) !== own)
    if (others.length === 0) return []
    const winner = governance.winnerFor(service, service.namespace)
    const wins = winner !== null && splitId(winner.kind, winner.object) === own
    const isMixed = others.some((one) => isGatewayApi(one) !== isGatewayApi(route))
    return [
      {
        code: wins ? 'other-route' : 'other-route-wins',
        severity: wins && !isMixed ? 'info' : 'warning',
        gate: wins ? 'inform' : 'acknowledge',
        title: wins
          ? `${list(others)} also routes ${service.name}`
          : `${winner ? list([winner]) : list(others)} wins for ${service.name}`,
        detail: `${
          wins
            ? `For clients in ${service.namespace} this one wins; others may obey the other.`
            : `For clients in ${service.namespace} this route has no effect.`
        }${isMixed ? ' Istio does not define what happens when a VirtualService and a route of the Gateway API name the same host.' : ' Sidecars do not merge routes: keep one object for each host.'}`,
        evidence: [evidenceOf(route), ...others.map((one) => evidenceOf(one))],
      },
    ]
  })
}

/** Services whose clients in the mesh the object speaks to. */
function hostServices({ route, index, governance }: CheckContext): ServiceName[] {
  if (route.kind !== 'VirtualService') return parentServices(route)
  const { object } = route
  if (object.gateways.length > 0 && !object.gateways.includes('mesh')) return []
  const named = object.hosts.flatMap((host) => index.resolve(host, object.namespace) ?? [])
  return named.filter(
    (service) => index.service(service) !== null && governance.contenders(service).length > 1,
  )
}

const isGatewayApi = ({ kind }: RouteObject) => kind !== 'VirtualService'

const list = (routes: readonly RouteObject[]) =>
  routes.map(({ kind, object }) => `${kind} ${qualifiedName(object)}`).join(', ')
