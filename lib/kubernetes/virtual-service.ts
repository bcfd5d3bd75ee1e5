import 'server-only'
import { z } from 'zod'
import type {
  HttpMatch,
  HttpRule,
  StreamRule,
  TextMatch,
  VirtualService as Trimmed,
} from '../domain/istio-config/virtual-service'
import { configMeta } from './config-meta'
import { listOf, stringMap } from './object-meta'
import { effectFields, toEffects } from './route-effects'

/** `{}` asks for presence; so does a kind of match that is not known here. */
const textMatch = z
  .object({ exact: z.string(), prefix: z.string(), regex: z.string() })
  .partial()
  .transform(({ exact, prefix, regex }): TextMatch => {
    if (exact !== undefined) return { type: 'exact', value: exact }
    if (prefix !== undefined) return { type: 'prefix', value: prefix }
    if (regex !== undefined) return { type: 'regex', value: regex }
    return { type: 'present', value: '' }
  })

const optionalText = textMatch.nullish().transform((match) => match ?? null)
const textMatches = z
  .record(z.string(), textMatch.nullable())
  .nullish()
  .transform(
    (matches): Record<string, TextMatch> =>
      Object.fromEntries(
        Object.entries(matches ?? {}).map(([name, match]) => [
          name,
          match ?? { type: 'present', value: '' },
        ]),
      ),
  )

const word = z
  .string()
  .nullish()
  .transform((text) => text || null)
const port = z
  .number()
  .int()
  .nullish()
  .transform((number) => number || null)

const callerMatch = {
  port,
  sourceLabels: stringMap,
  sourceNamespace: word,
  gateways: listOf(z.string()),
}

const knownConditions = new Set([
  'name',
  'uri',
  'ignoreUriCase',
  'scheme',
  'method',
  'authority',
  'headers',
  'withoutHeaders',
  'queryParams',
  'statPrefix',
  ...Object.keys(callerMatch),
])

const httpMatch = z
  .looseObject({
    ...callerMatch,
    uri: optionalText,
    ignoreUriCase: z.boolean().default(false),
    scheme: optionalText,
    method: optionalText,
    authority: optionalText,
    headers: textMatches,
    withoutHeaders: textMatches,
    queryParams: textMatches,
  })
  .transform(
    ({
      uri,
      ignoreUriCase,
      scheme,
      method,
      authority,
      headers,
      withoutHeaders,
      queryParams,
      ...rest
    }): HttpMatch => ({
      ...{ uri, ignoreUriCase, scheme, method, authority, headers, withoutHeaders, queryParams },
      port: rest.port,
      sourceLabels: rest.sourceLabels,
      sourceNamespace: rest.sourceNamespace,
      gateways: rest.gateways,
      other: Object.keys(rest).some((key) => !knownConditions.has(key)),
    }),
  )

const streamMatch = z.object({
  ...callerMatch,
  sniHosts: listOf(z.string()),
  destinationSubnets: listOf(z.string()),
})

/** Weights stay as written: what they mean is share of their sum, which the domain works out. */
const destination = z
  .object({
    destination: z.object({
      host: z.string(),
      subset: word,
      port: z.object({ number: port }).nullish(),
    }),
    weight: z.number().int().nullish(),
  })
  .transform(({ destination: { host, subset, port }, weight }) => ({
    host,
    subset,
    port: port?.number ?? null,
    weight: weight ?? null,
  }))

const httpRule = z
  .object({
    name: word,
    match: listOf(httpMatch),
    route: listOf(destination),
    delegate: z.object({ name: z.string(), namespace: word }).nullish(),
    redirect: z.unknown().optional(),
    directResponse: z.unknown().optional(),
    rewrite: z.looseObject({ uri: word, uriRegexRewrite: z.unknown().optional() }).nullish(),
    ...effectFields,
  })
  .transform(
    ({
      name,
      match,
      route,
      delegate,
      redirect,
      directResponse,
      rewrite,
      ...effects
    }): HttpRule => ({
      name,
      matches: match,
      destinations: route,
      delegate: delegate ?? null,
      answers: redirect ? 'redirect' : directResponse ? 'directResponse' : null,
      rewritesUri: Boolean(rewrite?.uri ?? rewrite?.uriRegexRewrite),
      ...toEffects(effects),
    }),
  )

const streamRule = z
  .object({ match: listOf(streamMatch), route: listOf(destination) })
  .transform(({ match, route }): StreamRule => ({ matches: match, destinations: route }))

const spec = z.object({
  hosts: listOf(z.string()),
  gateways: listOf(z.string()),
  exportTo: listOf(z.string()),
  http: listOf(httpRule),
  tcp: listOf(streamRule),
  tls: listOf(streamRule),
})
const noSpec = { hosts: [], gateways: [], exportTo: [], http: [], tcp: [], tls: [] }

export const virtualService = z
  .object({ metadata: configMeta, spec: spec.default(noSpec) })
  .transform(({ metadata, spec }): Trimmed => ({ ...metadata, ...spec }))
export type VirtualService = z.output<typeof virtualService>
