export type DataPlaneMode = 'sidecar' | 'ambient' | 'none'

/** `namespace/name`: how a workload or a service is written where a person reads it. */
export const qualifiedName = ({ namespace, name }: { namespace: string; name: string }) =>
  `${namespace}/${name}`

/** An empty selector selects nothing: a Service without one has endpoints of its own. */
export function selects(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector)
  return wanted.length > 0 && wanted.every(([label, value]) => labels[label] === value)
}
