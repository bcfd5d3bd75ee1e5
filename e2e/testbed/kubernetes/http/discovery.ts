import { createHash } from 'node:crypto'
import { reviews } from '../access/reviews'
import type { JsonObject } from '../object'
import { groupVersion, type Resource, type ResourceRegistry } from '../resources/resource'

const builtinVerbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]
/** Custom resources tell the same verbs in another order. */
const customVerbs = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
]
const statusVerbs = ['get', 'patch', 'update']
/** Whose kind the subresource `scale` is, whatever is scaled. */
const scaleKind = { group: 'autoscaling', version: 'v1' }

const storageHash = ({ group, storageVersion, kind }: Resource) =>
  createHash('sha256')
    .update(`${group}/${storageVersion}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64')

function apiResources(resource: Resource): JsonObject[] {
  const { plural, singular, kind, isNamespaced, shortNames, categories } = resource
  const main = {
    name: plural,
    singularName: singular,
    namespaced: isNamespaced,
    kind,
    verbs: resource.isCustom ? customVerbs : builtinVerbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    storageVersionHash: storageHash(resource),
  }
  const status = {
    name: `${plural}/status`,
    singularName: '',
    namespaced: isNamespaced,
    kind,
    verbs: statusVerbs,
  }
  const scale = { ...status, name: `${plural}/scale`, ...scaleKind, kind: 'Scale' }
  const subresources = [
    ...(resource.behaviour.hasScale ? [scale] : []),
    ...(resource.hasStatus ? [status] : []),
  ]
  return [main, ...subresources]
}

const reviewResources = (group: string): JsonObject[] =>
  reviews
    .filter((review) => review.group === group)
    .map(({ resource, kind }) => ({
      name: resource,
      singularName: kind.toLowerCase(),
      namespaced: false,
      kind,
      verbs: ['create'],
    }))

const isServed = ({ versions }: Resource, version: string) =>
  versions.some(({ name }) => name === version)

/** The resources of one group and version, or null where there are none. */
export function apiResourceList(
  registry: ResourceRegistry,
  group: string,
  version: string,
): JsonObject | null {
  const served = registry
    .all()
    .filter((resource) => resource.group === group && isServed(resource, version))
    .flatMap(apiResources)
  const resources = version === 'v1' ? [...served, ...reviewResources(group)] : served
  if (resources.length === 0) return null
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion(group, version),
    resources,
  }
}

/** Groups with their versions, the preferred one first. */
export function groupVersions(registry: ResourceRegistry): Map<string, string[]> {
  const groups = new Map<string, string[]>(reviews.map(({ group }) => [group, ['v1']]))
  for (const { group, versions } of registry.all()) {
    if (group === '') continue
    const known = groups.get(group) ?? []
    groups.set(group, [...new Set([...known, ...versions.map(({ name }) => name)])])
  }
  for (const versions of groups.values()) versions.sort(byPreference)
  return groups
}

/** Stable versions first, the newest of each level before the older. */
function byPreference(a: string, b: string): number {
  const level = (name: string) => (name.includes('alpha') ? 2 : name.includes('beta') ? 1 : 0)
  return level(a) - level(b) || b.localeCompare(a, 'en', { numeric: true })
}

export function apiGroup(group: string, versions: readonly string[]): JsonObject {
  const shown = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }))
  return { name: group, versions: shown, preferredVersion: shown[0] }
}

export const apiGroupList = (registry: ResourceRegistry): JsonObject => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: [...groupVersions(registry)].map(([group, versions]) => apiGroup(group, versions)),
})

function discoveredResource(resource: Resource, version: string): JsonObject {
  const { group, kind, plural, singular, isNamespaced, shortNames, categories } = resource
  const responseKind = { group, version, kind }
  const scale = { ...scaleKind, kind: 'Scale' }
  const subresources = [
    ...(resource.behaviour.hasScale
      ? [{ subresource: 'scale', responseKind: scale, verbs: statusVerbs }]
      : []),
    ...(resource.hasStatus ? [{ subresource: 'status', responseKind, verbs: statusVerbs }] : []),
  ]
  return {
    resource: plural,
    responseKind,
    scope: isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: resource.isCustom ? customVerbs : builtinVerbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  }
}

const discoveredGroup = (
  registry: ResourceRegistry,
  group: string,
  versions: readonly string[],
) => ({
  metadata: group === '' ? {} : { name: group },
  versions: versions.map((version) => ({
    version,
    resources: registry
      .all()
      .filter((resource) => resource.group === group && isServed(resource, version))
      .map((resource) => discoveredResource(resource, version)),
    freshness: 'Current',
  })),
})

/** Everything in one answer: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
export const aggregatedDiscovery = (registry: ResourceRegistry, isCore: boolean): JsonObject => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: isCore
    ? [discoveredGroup(registry, '', ['v1'])]
    : [...groupVersions(registry)].map(([group, versions]) =>
        discoveredGroup(registry, group, versions),
      ),
})
