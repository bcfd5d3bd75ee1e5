import 'server-only'
import type { MeshFacts, WorkloadFacts } from '../../domain/service-graph/mesh-facts'
import { type Explanation, explanation } from './explanation'

/** More would not be read. */
const mostNamed = 10

/** What Kubernetes says of the namespaces that were asked for: who cannot report anything, and why. */
export function explainMembership(
  facts: MeshFacts,
  namespaces: readonly string[],
  promql: string,
): Explanation[] {
  // While lists are missing, absence proves nothing.
  if (!facts.complete) return []
  return [
    ...namespaces.flatMap((namespace) => notInMesh(facts, namespace, promql)),
    ...notRestarted(facts, namespaces, promql),
  ]
}

function notInMesh({ workloads }: MeshFacts, namespace: string, promql: string): Explanation[] {
  const own = workloads.filter((one) => one.namespace === namespace)
  if (own.some(({ inMesh }) => inMesh)) return []
  return [
    explanation({
      code: own.length > 0 ? 'namespace-not-in-mesh' : 'namespace-empty',
      severity: 'warning',
      title:
        own.length > 0
          ? `${namespace} is not in the mesh`
          : `${namespace} has no workloads, or there is no such namespace`,
      detail:
        own.length > 0
          ? 'It has no injection label and is not ambient, so nothing in it reports its calls.'
          : 'Check its name. What is to run there has not been started yet.',
      evidence: [{ kind: 'Namespace', namespace: null, name: namespace }],
      promql,
    }),
  ]
}

/** A sidecar comes with a new pod only. */
const isMissingProxy = ({ expectedMode, dataPlaneMode, pods }: WorkloadFacts) =>
  expectedMode === 'sidecar' && dataPlaneMode === 'none' && pods > 0

function notRestarted(
  { workloads }: MeshFacts,
  namespaces: readonly string[],
  promql: string,
): Explanation[] {
  const missing = workloads.filter(
    (one) => isMissingProxy(one) && (namespaces.length === 0 || namespaces.includes(one.namespace)),
  )
  if (missing.length === 0) return []
  return [
    explanation({
      code: 'restart-needed',
      severity: 'warning',
      title: `${missing.length === 1 ? 'One workload has' : `${missing.length} workloads have`} pods from before injection was enabled`,
      detail: 'They have no proxy and report nothing until they are restarted.',
      evidence: missing
        .slice(0, mostNamed)
        .map(({ namespace, name }) => ({ kind: 'Workload', namespace, name })),
      promql,
    }),
  ]
}
