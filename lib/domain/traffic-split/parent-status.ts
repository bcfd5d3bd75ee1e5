import type { GatewayRoute, ParentRef } from '../istio-config/gateway-route'
import { qualifiedName } from '../workload'
import type { RouteObject } from './rule'

/** What a controller says of a route at one of its parents. */
export type ParentState = {
  parent: string
  accepted: boolean | null
  resolvedRefs: boolean | null
  /** Whether it speaks of the present generation: until then it is about what was before. */
  current: boolean
  messages: string[]
}

const istio = 'istio.io/gateway-controller'

/** Istio’s word on each parent; none for a VirtualService, which has no such status. */
export function parentStates(route: RouteObject): ParentState[] {
  if (route.kind === 'VirtualService') return []
  const { object } = route
  return object.parents.map((parent) => {
    const conditions = conditionsOf(object, parent)
    const truth = (type: string) => {
      const status = conditions.find((one) => one.type === type)?.status
      return status === 'True' ? true : status === 'False' ? false : null
    }
    return {
      parent: `${parent.kind} ${qualifiedName(parent)}`,
      accepted: truth('Accepted'),
      resolvedRefs: truth('ResolvedRefs'),
      current:
        conditions.length > 0 &&
        conditions.every(({ generation }) => generation === object.generation),
      messages: conditions
        .filter(({ status }) => status !== 'True')
        .map(({ type, reason, message }) => `${type}: ${message || reason}`),
    }
  })
}

const conditionsOf = (
  { status }: GatewayRoute,
  { kind, namespace, name, sectionName }: ParentRef,
) =>
  status.find(
    ({ controller, parent }) =>
      controller === istio &&
      parent.kind === kind &&
      parent.namespace === namespace &&
      parent.name === name &&
      parent.sectionName === sectionName,
  )?.conditions ?? []
