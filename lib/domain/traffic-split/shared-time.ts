import type { WorkloadFacts } from '../service-graph/mesh-facts'

/** As far back as creating a split looks at most. */
const longestSeconds = 300
/** In less, hardly two scrapes lie. */
const shortestSeconds = 60
/** So long it takes at most until callers know of a pod and it has been scraped; one figure, so that every replica plans the same. */
const settlingSeconds = 60

type Versions = readonly (readonly Pick<WorkloadFacts, 'readySince'>[])[]

/** Since when each version has had a ready pod, epoch ms; `null` where one has none, or nobody knows. */
export function sharedSince(versions: Versions): number | null {
  let since = 0
  for (const workloads of versions) {
    const moments = workloads.flatMap(({ readySince }) => readySince ?? [])
    if (moments.length === 0) return null
    since = Math.max(since, Math.min(...moments))
  }
  return since
}

/**
 * How many seconds before `at` tell how versions share the traffic: while all of them had a ready
 * pod that was called and scraped. `null` where that is too short to tell.
 */
export function sharedSeconds(versions: Versions, at: number): number | null {
  const since = sharedSince(versions)
  if (since === null) return null
  const seconds = Math.floor((at - since) / 1000) - settlingSeconds
  return seconds < shortestSeconds ? null : Math.min(seconds, longestSeconds)
}

/** What the first weights of a creation rest on, and where that is not traffic, why. */
export type WeightsGround =
  | { kind: 'seen'; seconds: number }
  | { kind: 'not-shared-long-enough' | 'metrics-missing' }
  | { kind: 'too-little-traffic'; seconds: number }

export function weightsGround(
  seconds: number | null,
  { isAnswered, isObserved }: { isAnswered: boolean; isObserved: boolean },
): WeightsGround {
  if (seconds === null) return { kind: 'not-shared-long-enough' }
  if (!isAnswered) return { kind: 'metrics-missing' }
  return { kind: isObserved ? 'seen' : 'too-little-traffic', seconds }
}
