/** What is known of every configuration object, whatever its kind. */
export type ConfigObject = {
  namespace: string
  name: string
  uid: string
  generation: number
  /** Epoch ms. */
  createdAt: number
  labels: Readonly<Record<string, string>>
  /** Only those that tell who owns it, and our own. */
  annotations: Readonly<Record<string, string>>
  owners: readonly OwnerReference[]
  managers: readonly FieldManager[]
}

export type OwnerReference = { apiVersion: string; kind: string; name: string; controller: boolean }

/** Who wrote which members of the spec last, as Kubernetes gives it. */
export type FieldManager = {
  manager: string
  operation: string
  /** Epoch ms. */
  time: number | null
  /** Names of members of the spec: lists of custom resources are owned as a whole. */
  spec: readonly string[]
}

/** Oldest first, then by name and namespace: the order in which Istio prefers what competes. */
export const byAge = (a: ConfigObject, b: ConfigObject) =>
  a.createdAt - b.createdAt || compare(a.name, b.name) || compare(a.namespace, b.namespace)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
