import 'server-only'
import type { ChangesData } from '../../api/changes'
import type { ConfigObject, FieldManager } from '../../domain/istio-config/config-object'
import type { Shows } from '../../domain/shown'
import type { ReplicaSet } from '../../kubernetes/replica-set'
import type { WatchCache } from '../../kubernetes/watch-cache'

type Change = ChangesData['changes'][number]

/** What steers traffic and is changed by people. */
const configKinds = {
  virtualServices: 'VirtualService',
  destinationRules: 'DestinationRule',
  serviceEntries: 'ServiceEntry',
  httpRoutes: 'HTTPRoute',
  grpcRoutes: 'GRPCRoute',
  istioGateways: 'Gateway',
} as const

/** Around the beginning of a trouble, to either side. */
const nearMs = 15 * 60_000
const mostChanges = 20

/**
 * What was changed in these namespaces, of what the viewer may read, as Kubernetes gives it: the last
 * write of each manager, and the roll-outs. Newest first; around `since` where that is known, as a
 * cause is near its effect.
 */
export function recentChanges(
  { read }: Pick<WatchCache, 'read'>,
  namespaces: ReadonlySet<string>,
  shows: Shows,
  since: number | null,
): Change[] {
  // The keys of a literal are known: Object.keys only widens them to string.
  const names = Object.keys(configKinds) as (keyof typeof configKinds)[]
  const all = [
    ...names.flatMap((name) =>
      [...read(name).objects.values()].flatMap((object) => changesOf(configKinds[name], object)),
    ),
    ...[...read('replicaSets').objects.values()].flatMap(rollOut),
  ].filter(
    ({ namespace, kind }) =>
      namespace !== null && namespaces.has(namespace) && shows(namespace, kind),
  )
  const near = since === null ? all : all.filter(({ at }) => Math.abs(at - since) <= nearMs)
  return near.sort((a, b) => b.at - a.at).slice(0, mostChanges)
}

function changesOf(kind: string, object: ConfigObject): Change[] {
  const { namespace, name, createdAt, managers } = object
  return managers.filter(wroteSpec).flatMap(({ manager, time }) => {
    if (time === null) return []
    const what = Math.abs(time - createdAt) < 2000 ? 'created' : 'changed'
    return [{ kind, namespace, name, at: time, by: manager || null, what }]
  })
}

/** Controllers write a status every few seconds; that is no change of what is asked for. */
const wroteSpec = ({ spec }: FieldManager) => spec.length > 0

function rollOut({ namespace, workload, createdAt, revision }: ReplicaSet): Change[] {
  if (createdAt === null) return []
  const what = revision === null ? 'new pods' : `new pods (revision ${revision})`
  return [{ kind: 'Deployment', namespace, name: workload, at: createdAt, by: null, what }]
}
