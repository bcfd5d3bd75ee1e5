/**
 * Kinds whose objects are read by a right of their own: routes, policies, and what steers them. What
 * runs (pods, services, Deployments, Jobs) is seen by who may see its namespace's traffic.
 */
export const ruledKinds = [
  'VirtualService',
  'DestinationRule',
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'ReferenceGrant',
  'ServiceEntry',
  'Sidecar',
  'PeerAuthentication',
  'AuthorizationPolicy',
  'NetworkPolicy',
  'Rollout',
  'Canary',
  'Application',
] as const
export type RuledKind = (typeof ruledKinds)[number]

/** Where the objects of each kind may be read. A namespace that is not named has none that may be. */
export type Readable =
  | 'everything'
  | Readonly<Record<RuledKind, 'everywhere' | ReadonlySet<string>>>

export const readableWhere = (
  where: (kind: RuledKind) => 'everywhere' | ReadonlySet<string>,
): Exclude<Readable, 'everything'> =>
  // The keys of what is made of entries are known: fromEntries only widens them to string.
  Object.fromEntries(ruledKinds.map((kind) => [kind, where(kind)])) as Exclude<
    Readable,
    'everything'
  >

export const nothingReadable: Readable = readableWhere(() => new Set())

const isRuled = (kind: string): kind is RuledKind => ruledKinds.some((one) => one === kind)

/** Whether the objects of a kind in a namespace may be read, by the kind's own right alone. */
export function mayRead(readable: Readable, kind: string, namespace: string): boolean {
  if (readable === 'everything' || !isRuled(kind)) return true
  const where = readable[kind]
  return where === 'everywhere' || where.has(namespace)
}
