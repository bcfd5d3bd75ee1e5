import type { KubernetesObject } from '../../testbed/cluster/kubernetes-objects'
import { trafficPlan } from '../../testbed/mesh/traffic-plan'
import type { Scenario } from '../../testbed/scenarios/load'

/** A scenario whose names occur nowhere else: where one is read, it was told. */
export type Unguessable = {
  scenario: Scenario
  /** What each namespace is called now, by its name in the scenario. */
  namespaces: ReadonlyMap<string, string>
  /**
   * Every made-up name, with the namespaces (by their new names) whose traffic tells it. A name that
   * only a route or a policy bears has none.
   */
  ownersOf: ReadonlyMap<string, ReadonlySet<string>>
}

/** Istio's own names are known to everybody, and mean something. */
const keptNamespaces = new Set(['istio-system', 'default'])
const keptNames = new Set(['default', 'waypoint', 'harbour', 'istio'])

type Draw = (most: number) => number

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

function madeUp(draw: Draw): string {
  const tail = Array.from({ length: 9 }, () => letters[draw(letters.length)])
  return `q${tail.join('')}`
}

/** What calls and is called, as its metrics name it. */
const seenInTraffic = new Set(['Namespace', 'Service', 'Deployment', 'ServiceAccount'])

/** Nothing refers to these by name: each gets one of its own, that no service or workload has. */
const ownNames = new Set([
  'VirtualService',
  'DestinationRule',
  'HTTPRoute',
  'ServiceEntry',
  'PeerAuthentication',
  'AuthorizationPolicy',
  'Sidecar',
])

/** Versions stay: they are no names. */
const stemOf = (name: string) => name.replace(/-v\d+$/, '')

const isHost = (name: string) => name.includes('.')

/** What a manifest names, and what else may be called so. */
function namesIn({ kind, metadata, spec }: KubernetesObject): string[] {
  if (kind === 'Namespace') return [metadata.name]
  // Its hosts are called, so metrics tell them.
  if (kind === 'ServiceEntry') return (spec as Spec).hosts ?? []
  return hasOwnName({ kind, spec }) ? [] : [stemOf(metadata.name)]
}

type Spec = { hosts?: string[]; http?: Record<string, unknown>[] }

/** A route without hosts is one that others hand on to, by its name. */
const hasOwnName = ({ kind, spec }: Pick<KubernetesObject, 'kind' | 'spec'>) =>
  ownNames.has(kind) && (kind !== 'VirtualService' || (spec as Spec).hosts !== undefined)

/** The same object under another name, and its rules as well: each name is one that only it bears. */
function renamed(manifest: KubernetesObject, name: () => string): KubernetesObject {
  const { metadata } = manifest
  const spec = manifest.spec as Spec
  return {
    ...manifest,
    metadata: { ...metadata, name: name() },
    spec: spec.http
      ? { ...spec, http: spec.http.map((rule) => ({ ...rule, name: name() })) }
      : spec,
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Longer names first: `ledger-db` is not a `ledger`. */
function renamer(names: ReadonlyMap<string, string>) {
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(
    `(?<![a-zA-Z0-9])(${longestFirst.map(escaped).join('|')})(?![a-zA-Z0-9])`,
    'g',
  )
  const inText = (text: string) => text.replace(pattern, (name) => names.get(name) ?? name)
  const inValue = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value)
    if (Array.isArray(value)) return value.map(inValue)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inValue(one)]))
  }
  return { inText, inValue }
}

export function unguessable({ manifests, traffic }: Scenario, draw: Draw): Unguessable {
  const names = new Map<string, string>()
  const owners = new Map<string, Set<string>>()
  for (const manifest of manifests) {
    const namespace =
      manifest.kind === 'Namespace' ? manifest.metadata.name : manifest.metadata.namespace
    if (namespace === undefined || keptNamespaces.has(namespace)) continue
    for (const name of namesIn(manifest)) {
      if (keptNames.has(name)) continue
      const made = names.get(name) ?? (isHost(name) ? `${madeUp(draw)}.example` : madeUp(draw))
      names.set(name, made)
      const known = owners.get(made) ?? new Set()
      const isTold = seenInTraffic.has(manifest.kind) || manifest.kind === 'ServiceEntry'
      owners.set(made, isTold ? known.add(namespace) : known)
    }
  }
  const ownName = () => {
    const made = madeUp(draw)
    owners.set(made, new Set())
    return made
  }
  const { inText, inValue } = renamer(names)
  const workloads = Object.entries(traffic.workloads)
  const renamedTraffic = trafficPlan.parse({
    ...(inValue({ ...traffic, workloads: {} }) as object),
    workloads: Object.fromEntries(workloads.map(([key, one]) => [inText(key), inValue(one)])),
  })
  return {
    // The same objects, with other words in them.
    scenario: {
      manifests: (inValue(manifests) as KubernetesObject[]).map((manifest) =>
        hasOwnName(manifest) ? renamed(manifest, ownName) : manifest,
      ),
      traffic: renamedTraffic,
    },
    namespaces: new Map(
      manifests
        .filter(({ kind }) => kind === 'Namespace')
        .map(({ metadata }) => [metadata.name, inText(metadata.name)]),
    ),
    ownersOf: new Map(
      [...owners].map(([name, of]) => [name, new Set([...of].map((one) => inText(one)))]),
    ),
  }
}
