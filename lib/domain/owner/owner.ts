import type { Finding, ObjectRef } from '../finding'
import type { Shows } from '../shown'

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

const steeredWords: Partial<Record<string, string>> = {
  Rollout: 'Argo Rollouts writes these weights by itself.',
  Canary: 'Flagger writes these weights by itself.',
}

/**
 * As far as the viewer may read the object that owns. It owns all the same: what they may not read
 * is not theirs to overwrite. The other kinds are named by what is owned itself.
 */
export function shownOwner(owner: Owner, shows: Shows): Owner {
  const { object } = owner
  if (object === null || shows(object.namespace, object.kind)) return owner
  if (object.kind === 'Application') return { ...owner, object: null }
  const detail = steeredWords[object.kind]
  if (detail === undefined) return owner
  return { ...owner, title: `A ${object.kind} that you may not see`, detail, object: null }
}

/** What an owner means for a change: a controller that writes it now forbids it, Git wants a tick. */
export function ownerFindings(
  owner: Owner | null,
  { what, evidence }: { what: 'route' | 'policy'; evidence: ObjectRef },
): Finding[] {
  if (owner === null || owner.policy === 'edit') return []
  const isSteered = owner.policy === 'read-only'
  return [
    {
      code: isSteered ? 'steered-by-controller' : 'kept-in-git',
      severity: 'warning',
      gate: isSteered ? 'block' : 'acknowledge',
      title: isSteered ? `${owner.title} steers this ${what}` : `${owner.title} keeps this ${what}`,
      detail: isSteered
        ? owner.detail
        : `${owner.detail} Copy the patch and commit it; applied here, the change is watched for being undone.`,
      evidence: [evidence, ...(owner.object ? [owner.object] : [])],
    },
  ]
}
