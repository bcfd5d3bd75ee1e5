import { rememberFor } from '../remember'
import { selects } from '../workload'
import type { MeshFacts, ServiceFacts, WorkloadFacts } from './mesh-facts'

/** The services that select the pods of a workload, in their order. */
export type SelectedBy = (workload: WorkloadFacts) => readonly ServiceFacts[]

/** Once for facts that stay the same: a big mesh is drawn far more often than it changes. */
export const selectedBy = rememberFor(buildSelectedBy)

type Placed = { service: ServiceFacts; at: number }

/**
 * Services are found by the first label that they want: a namespace of 300 services has 180,000 pairs
 * of one with a workload, of which a few hundred select.
 */
function buildSelectedBy({ services }: MeshFacts): SelectedBy {
  const wanting = new Map<string, Placed[]>()
  for (const [at, service] of services.entries()) {
    const [first] = Object.entries(service.selector)
    if (first === undefined) continue
    const key = keyOf(service.namespace, first)
    const known = wanting.get(key)
    if (known) known.push({ service, at })
    else wanting.set(key, [{ service, at }])
  }
  const known = new Map<WorkloadFacts, readonly ServiceFacts[]>()
  return (workload) => {
    const remembered = known.get(workload)
    if (remembered) return remembered
    const { namespace, labels } = workload
    const found = Object.entries(labels)
      .flatMap((label) => wanting.get(keyOf(namespace, label)) ?? [])
      .filter(({ service }) => selects(service.selector, labels))
      .sort((a, b) => a.at - b.at)
      .map(({ service }) => service)
    known.set(workload, found)
    return found
  }
}

const keyOf = (namespace: string, [label, value]: [string, string]) =>
  `${namespace} ${label}=${value}`
