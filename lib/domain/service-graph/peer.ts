import type { Peer } from './sample'

/** Istio writes `unknown` for what it cannot tell; a label that was taken away is empty. */
export const isKnown = (value: string) => value !== '' && value !== 'unknown'

export const knownOrNull = (value: string) => (isKnown(value) ? value : null)

/** Nothing tells who it was. A version alone does not: a missing one is reported as `latest`. */
export const isAnonymous = ({ namespace, workload, app }: Peer) =>
  !isKnown(namespace) && !isKnown(workload) && !isKnown(app)

/**
 * Labels were taken away, and none of those that are left is Istio's own `unknown`. Asked of them
 * together: latencies and security come with the labels of their view alone.
 */
export const isUnlabelled = ({ namespace, workload, app }: Peer) =>
  ![namespace, workload, app].includes('unknown')

/** A pod without an app label has its workload's name as canonical service. */
export const appOf = ({ app, workload }: Peer) => knownOrNull(app) ?? knownOrNull(workload)

/** Istio's own word for a pod without a version label. */
export const versionOf = ({ version }: Peer) => knownOrNull(version) ?? 'latest'
