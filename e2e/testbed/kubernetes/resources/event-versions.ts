import type { KubernetesObject } from '../object'

/** One stored event is served by two groups, under other names of its fields. */
const names: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
]

const toCore = new Map(names.map(([core, events]) => [events, core]))
const toEvents = new Map(names)

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
export function eventIn(event: KubernetesObject, apiVersion: string): KubernetesObject {
  const renamed = apiVersion === 'v1' ? toCore : toEvents
  const entries = Object.entries(event).map(([key, value]) => [renamed.get(key) ?? key, value])
  return { ...(Object.fromEntries(entries) as KubernetesObject), apiVersion }
}
