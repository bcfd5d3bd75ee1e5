import type { GraphData } from '../../../lib/api/graph'
import { graphViews } from '../../../lib/domain/service-graph/graph'

/** What a curious person knows to ask for: every name and id that there is, hidden ones as well. */
export type Known = {
  at: number
  namespaces: readonly string[]
  services: readonly string[]
  workloads: readonly string[]
  splits: readonly { namespace: string; kind: string; name: string }[]
  nodes: readonly string[]
  edges: readonly string[]
}

export type Question = { path: string; accept?: string }

type Pick = <T>(from: readonly T[], count: number) => T[]

const search = (fields: Record<string, string | number>) =>
  new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]))

const asCsv = (path: string): Question => ({ path, accept: 'text/csv' })

function graphs({ at, namespaces, nodes }: Known, pick: Pick): URLSearchParams[] {
  const plain = { at, window: '5m' }
  const rich = { ...plain, latency: 'true', mtls: 'true', bytes: 'true', waypoints: 'true' }
  return [
    ...graphViews.map((view) => search({ ...rich, view })),
    search({ ...rich, services: 'true' }),
    search({ ...plain, namespaces: namespaces.join(',') }),
    ...pick(namespaces, 3).map((one) => search({ ...plain, namespaces: one, find: one })),
    ...pick(nodes, 4).map((focus) => search({ ...plain, focus, hops: 3 })),
  ]
}

/** Each GET route with what it is asked; a route that is not here fails the test. */
export const questionsOf: Record<string, (known: Known, pick: Pick) => Question[]> = {
  '/api/v1/graph': (known, pick) => [
    ...graphs(known, pick).map((one) => ({ path: `/api/v1/graph?${one}` })),
    ...[4, 8].map((limit) => ({ path: `/api/v1/graph?${search({ at: known.at, limit })}` })),
    { path: '/api/v1/graph?view=pie' },
    { path: `/api/v1/graph?${search({ at: known.at, find: known.namespaces[0] ?? '' })}` },
  ],
  '/api/v1/graph/table': (known, pick) =>
    graphs(known, pick).flatMap((one) => {
      const path = `/api/v1/graph/table?${one}`
      return [{ path: `${path}&limit=1000` }, asCsv(path)]
    }),
  '/api/v1/series': ({ at, nodes, edges }, pick) => [
    ...pick(edges, 8).map((edge) => ({ path: `/api/v1/series?${search({ edge, at })}` })),
    ...pick(nodes, 5).map((node) => ({ path: `/api/v1/series?${search({ node, at })}` })),
  ],
  '/api/v1/changes': ({ at, nodes, edges }, pick) => [
    ...pick(edges, 8).map((edge) => ({ path: `/api/v1/changes?${search({ edge, at })}` })),
    ...pick(nodes, 5).map((node) => ({ path: `/api/v1/changes?${search({ node, at })}` })),
  ],
  '/api/v1/explain': ({ at, namespaces }) => [
    { path: `/api/v1/explain?${search({ at })}` },
    ...namespaces.map((one) => ({ path: `/api/v1/explain?${search({ at, namespaces: one })}` })),
  ],
  '/api/v1/mtls': ({ at, namespaces }) => [
    { path: `/api/v1/mtls?${search({ at })}` },
    { path: `/api/v1/mtls?${search({ at, namespaces: namespaces.join(',') })}` },
  ],
  '/api/v1/mtls/[namespace]': ({ at, namespaces }) =>
    namespaces.map((one) => ({ path: `/api/v1/mtls/${one}?${search({ at, lookBack: '1h' })}` })),
  '/api/v1/mtls/[namespace]/verify': ({ at, namespaces }) =>
    namespaces.map((one) => ({
      path: `/api/v1/mtls/${one}/verify?${search({ since: at - 240_000 })}`,
    })),
  '/api/v1/mtls/call': ({ services, workloads }, pick) =>
    pick(workloads, 4).flatMap((client) =>
      pick(services, 4).map((service) => ({
        path: `/api/v1/mtls/call?${search({ client, service, port: 8080 })}`,
      })),
    ),
  '/api/v1/mesh': () => [{ path: '/api/v1/mesh' }],
  '/api/v1/splits': ({ at, namespaces }) => [
    { path: `/api/v1/splits?${search({ at })}` },
    { path: `/api/v1/splits?${search({ at, namespaces: namespaces.join(',') })}` },
  ],
  '/api/v1/splits/candidates': ({ at }) => [
    { path: `/api/v1/splits/candidates?${search({ at })}` },
  ],
  '/api/v1/splits/[namespace]/[kind]/[name]': ({ at, splits }) =>
    splits.map(({ namespace, kind, name }) => ({
      path: `/api/v1/splits/${namespace}/${kind}/${name}?${search({ at })}`,
    })),
  '/api/v1/me': () => [{ path: '/api/v1/me' }],
  '/api/v1/connections': () => [{ path: '/api/v1/connections' }],
  '/api/v1/openapi.json': () => [{ path: '/api/v1/openapi.json' }],
  // Read for itself, while something changes.
  '/api/v1/stream': () => [],
  '/auth/start': ({ namespaces }) => [
    { path: `/auth/start?return-to=/graph?namespaces=${namespaces[0]}` },
  ],
  '/auth/callback': () => [{ path: '/auth/callback?code=made-up&state=made-up' }],
  '/metrics': () => [{ path: '/metrics' }],
  '/healthz': () => [{ path: '/healthz' }],
  '/readyz': () => [{ path: '/readyz' }],
}

export const idsOf = (graphs: readonly GraphData[]) => ({
  nodes: [...new Set(graphs.flatMap(({ nodes }) => nodes.map(({ id }) => id)))],
  edges: [...new Set(graphs.flatMap(({ edges }) => edges.map(({ id }) => id)))],
})
