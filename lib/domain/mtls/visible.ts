import type { Shows } from '../shown'
import { qualifiedName } from '../workload'
import type { Candidate } from './candidates'
import type { PolicyScope } from './effective-policy'
import type { ObjectName } from './mesh'

export const hiddenClient = 'a client that you may not see'

export const shownSource = (source: ObjectName | null, shows: Shows): string => {
  if (source === null) return 'unknown'
  return shows(source.namespace) ? qualifiedName(source) : hiddenClient
}

/** A policy above a namespace may be in one that the viewer does not see, or not theirs to read. */
export const shownPolicy = (
  policy: ObjectName | null,
  scope: PolicyScope,
  shows: Shows,
): string | null => {
  if (policy === null) return null
  if (shows(policy.namespace, 'PeerAuthentication')) return qualifiedName(policy)
  return scope === 'mesh' || !shows(policy.namespace)
    ? 'mesh policy'
    : 'a policy that you may not see'
}

export const shownCandidates = (candidates: readonly Candidate[], shows: Shows): Candidate[] =>
  candidates.filter(({ namespace }) => namespace === null || shows(namespace))
