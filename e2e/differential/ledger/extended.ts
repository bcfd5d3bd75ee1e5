import type { KubernetesObject } from '../../testbed/cluster/kubernetes-objects'
import { trafficPlan } from '../../testbed/mesh/traffic-plan'
import type { Scenario } from '../../testbed/scenarios/load'

type Extension = { manifests: KubernetesObject[]; starts: unknown[] }

const nameOf = ({ kind, metadata }: KubernetesObject) =>
  `${kind} ${metadata.namespace}/${metadata.name}`

/** More of the same world; an object takes the place of the one of its name. */
export function extended({ manifests, traffic }: Scenario, more: Extension): Scenario {
  const replaced = new Set(more.manifests.map(nameOf))
  return {
    manifests: [...manifests.filter((one) => !replaced.has(nameOf(one))), ...more.manifests],
    traffic: trafficPlan.parse({ ...traffic, starts: [...traffic.starts, ...more.starts] }),
  }
}
