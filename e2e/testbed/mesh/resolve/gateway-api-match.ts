import type { GrpcRouteMatch, HttpRouteMatch } from '../world/gateway-api-objects'
import type { StringMatch } from '../world/istio-objects'
import { type HttpRequest, matchesString, pathOf, queryOf } from './http-match'

/** One match of a route, with what its place among the others is decided by. */
export type RouteMatch = {
  isMatched: (request: HttpRequest) => boolean
  /** Compared from the left, the greater first. */
  rank: readonly number[]
}

/** `/foo` covers `/foo` and `/foo/bar`, not `/foobar`. */
function coversPath(prefix: string, path: string): boolean {
  const trimmed = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
  return path === trimmed || path.startsWith(`${trimmed}/`)
}

type PathMatch = { kind: 'exact' | 'prefix' | 'regex'; value: string }

const pathKindRank = { exact: 3, prefix: 2, regex: 1 } as const

const matchesPath = ({ kind, value }: PathMatch, path: string): boolean =>
  kind === 'prefix' ? coversPath(value, path) : matchesString({ [kind]: value }, path)

const valueMatch = ({ type, value }: { type?: string; value: string }): StringMatch =>
  type === 'RegularExpression' ? { regex: value } : { exact: value }

type Parts = {
  path: PathMatch
  method: string | undefined
  headers: HttpRouteMatch['headers']
  queryParams: HttpRouteMatch['queryParams']
}

/**
 * Exact path, longest prefix, expression; then method, number of headers, of query parameters.
 * https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
function routeMatch({ path, method, headers = [], queryParams = [] }: Parts): RouteMatch {
  return {
    isMatched: (request) =>
      matchesPath(path, pathOf(request)) &&
      (method === undefined || request.method === method) &&
      headers.every((one) =>
        matchesString(valueMatch(one), request.headers[one.name.toLowerCase()]),
      ) &&
      queryParams.every((one) =>
        matchesString(valueMatch(one), queryOf(request).get(one.name) ?? undefined),
      ),
    rank: [
      pathKindRank[path.kind],
      path.value.length,
      method === undefined ? 0 : 1,
      headers.length,
      queryParams.length,
    ],
  }
}

const pathKinds = { Exact: 'exact', PathPrefix: 'prefix', RegularExpression: 'regex' } as const

export const httpRouteMatch = ({ path, headers, queryParams, method }: HttpRouteMatch) =>
  routeMatch({
    path: { kind: pathKinds[path?.type ?? 'PathPrefix'], value: path?.value ?? '/' },
    method,
    headers,
    queryParams,
  })

/** A gRPC call's path is `/service/method`. */
function grpcPath({ type, service, method }: NonNullable<GrpcRouteMatch['method']>): PathMatch {
  if (type === 'RegularExpression') {
    return { kind: 'regex', value: `/${service ?? '[^/]+'}/${method ?? '[^/]+'}` }
  }
  if (service && method) return { kind: 'exact', value: `/${service}/${method}` }
  if (service) return { kind: 'prefix', value: `/${service}` }
  return method ? { kind: 'regex', value: `/[^/]+/${method}` } : { kind: 'prefix', value: '/' }
}

export const grpcRouteMatch = ({ method, headers }: GrpcRouteMatch) =>
  routeMatch({
    path: grpcPath(method ?? {}),
    method: undefined,
    headers,
    queryParams: undefined,
  })
