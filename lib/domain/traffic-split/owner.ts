export const ownerKinds = [
  'argo-cd',
  'flux-kustomization',
  'flux-helm-release',
  'helm',
  'flagger',
  'argo-rollouts',
  'controller',
  'kubectl',
] as const
export type OwnerKind = (typeof ownerKinds)[number]

/** Who keeps an object as it is, and so may change it back. */
export type Owner = {
  kind: OwnerKind
  /** As a person says it: `Argo CD application shop`. */
  title: string
  /** What it will do with a change by hand. */
  detail: string
  /** The object that owns, where there is one in the cluster. */
  object: { kind: string; namespace: string; name: string } | null
  /** How far its mark can be trusted: some marks are set by several programs. */
  evidence: 'certain' | 'likely'
  /**
   * `edit`: nothing changes it back. `commit`: belongs into Git; written here it may be undone.
   * `read-only`: a controller steers the weights now.
   */
  policy: 'edit' | 'commit' | 'read-only'
}
