import type { Finding, ObjectRef } from '../finding'
import { qualifiedName } from '../workload'
import type { Candidate } from './candidates'
import type { ObjectName } from './mesh'

/** Whether a viewer may know of a namespace. */
export type Shows = (namespace: string) => boolean

export const hiddenClient = 'a client that you may not see'

export const shownSource = (source: ObjectName | null, shows: Shows): string => {
  if (source === null) return 'unknown'
  return shows(source.namespace) ? qualifiedName(source) : hiddenClient
}

/** A policy above a namespace may be in one that the viewer does not see. */
export const shownPolicy = (policy: ObjectName | null, shows: Shows): string | null => {
  if (policy === null) return null
  return shows(policy.namespace) ? qualifiedName(policy) : 'mesh policy'
}

export const shownCandidates = (candidates: readonly Candidate[], shows: Shows): Candidate[] =>
  candidates.filter(({ namespace }) => namespace === null || shows(namespace))

/** Objects of hidden namespaces keep their kind, and lose their names. */
export function shownRefs<Ref extends ObjectRef>(refs: readonly Ref[], shows: Shows): Ref[] {
  return refs.map((ref) =>
    ref.namespace === null || shows(ref.namespace)
      ? ref
      : { ...ref, namespace: null, name: hiddenName(ref.kind) },
  )
}

const hiddenName = (kind: string) =>
  kind === 'PeerAuthentication' ? 'mesh policy' : `a ${kind} that you may not see`

/** A finding that rests on something hidden says that much, and not what. */
export const shownFindings = (findings: readonly Finding[], shows: Shows): Finding[] =>
  findings.map((finding) => {
    const isHidden = finding.evidence.some(
      ({ namespace }) => namespace !== null && !shows(namespace),
    )
    if (!isHidden) return finding
    const [first] = finding.evidence
    return {
      ...finding,
      title: `${first?.kind ?? 'An object'} outside of your namespaces: ${hiddenWords[finding.code] ?? 'it bears on this namespace'}`,
      detail: 'Ask whoever owns it; its name is not shown to you.',
      evidence: shownRefs(finding.evidence, shows).map(({ kind, namespace, name }) => ({
        kind,
        namespace,
        name,
      })),
    }
  })

const hiddenWords: Record<string, string> = {
  'rule-breaks': 'it breaks calls to here',
  'rule-weakens': 'it turns off mutual TLS to here',
  'rule-ambiguous': 'it is read two ways',
}
