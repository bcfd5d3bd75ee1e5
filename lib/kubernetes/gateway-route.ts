import 'server-only'
import { z } from 'zod'
import type {
  GatewayMatch,
  GatewayRoute,
  GatewayRule,
  NamedMatch,
  ParentStatus,
} from '../domain/istio-config/gateway-route'
import type { TextMatch } from '../domain/istio-config/virtual-service'
import { configMeta } from './config-meta'
import { listOf } from './object-meta'

const word = z
  .string()
  .nullish()
  .transform((text) => text || null)
const number = z
  .number()
  .int()
  .nullish()
  .transform((value) => value ?? null)

const parentRef = z.object({
  group: z.string().default('gateway.networking.k8s.io'),
  kind: z.string().default('Gateway'),
  namespace: word,
  name: z.string(),
  port: number,
  sectionName: word,
})

const backendRef = z.object({
  group: z.string().default(''),
  kind: z.string().default('Service'),
  namespace: word,
  name: z.string(),
  port: number,
  weight: number,
})

const types: Record<string, TextMatch['type']> = {
  Exact: 'exact',
  PathPrefix: 'prefix',
  RegularExpression: 'regex',
}
const typeOf = (type: string): TextMatch['type'] => types[type] ?? 'present'

const namedMatch = z
  .object({ name: z.string(), type: z.string().default('Exact'), value: z.string().default('') })
  .transform(
    ({ name, type, value }): NamedMatch => ({ name, match: { type: typeOf(type), value } }),
  )

const filters = listOf(z.object({ type: z.string().default('') }))

const httpMatch = z
  .object({
    path: z
      .object({ type: z.string().default('PathPrefix'), value: z.string().default('/') })
      .nullish(),
    method: word,
    headers: listOf(namedMatch),
    queryParams: listOf(namedMatch),
  })
  .transform(
    ({ path, ...rest }): GatewayMatch => ({
      ...rest,
      path: path ? { type: typeOf(path.type), value: path.value } : null,
      grpc: null,
    }),
  )

const grpcMatch = z
  .object({
    method: z.object({ type: z.string().default('Exact'), service: word, method: word }).nullish(),
    headers: listOf(namedMatch),
  })
  .transform(
    ({ method, headers }): GatewayMatch => ({
      path: null,
      method: null,
      headers,
      queryParams: [],
      grpc: method
        ? {
            service: method.service,
            method: method.method,
            type: method.type === 'RegularExpression' ? 'regex' : 'exact',
          }
        : null,
    }),
  )

const rule = <Match extends z.ZodType<GatewayMatch>>(match: Match) =>
  z
    .object({ name: word, matches: listOf(match), backendRefs: listOf(backendRef), filters })
    .transform(
      ({ name, matches, backendRefs, filters }): GatewayRule => ({
        name,
        matches,
        backends: backendRefs,
        redirects: filters.some(({ type }) => type === 'RequestRedirect'),
      }),
    )

const condition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']).catch('Unknown'),
  reason: z.string().default(''),
  message: z.string().default(''),
  observedGeneration: number,
})

const parentStatus = z.object({
  parentRef,
  controllerName: z.string().default(''),
  conditions: listOf(condition),
})

const routeOf = <Match extends z.ZodType<GatewayMatch>>(match: Match) =>
  z
    .object({
      metadata: configMeta,
      spec: z
        .object({
          parentRefs: listOf(parentRef),
          hostnames: listOf(z.string()),
          rules: listOf(rule(match)),
        })
        .default({ parentRefs: [], hostnames: [], rules: [] }),
      status: z.object({ parents: listOf(parentStatus) }).default({ parents: [] }),
    })
    .transform(({ metadata, spec, status }): GatewayRoute => {
      const own = <Ref extends z.output<typeof parentRef>>(ref: Ref) => ({
        ...ref,
        namespace: ref.namespace ?? metadata.namespace,
      })
      return {
        ...metadata,
        parents: spec.parentRefs.map(own),
        hostnames: spec.hostnames,
        rules: spec.rules,
        status: status.parents.map(
          (one): ParentStatus => ({
            controller: one.controllerName,
            parent: own(one.parentRef),
            conditions: one.conditions.map(({ observedGeneration, ...rest }) => ({
              ...rest,
              generation: observedGeneration,
            })),
          }),
        ),
      }
    })

export const httpRoute = routeOf(httpMatch)
export const grpcRoute = routeOf(grpcMatch)
