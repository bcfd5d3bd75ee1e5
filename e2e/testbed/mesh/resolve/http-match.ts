import { hasLabels } from '../../cluster/kubernetes-objects'
import type { AnyMatch, HttpMatch, StringMatch, TlsMatch } from '../world/istio-objects'
import type { Protocol } from './fate'
import { hostCovers } from './host'
import type { RouteContext } from './rule'

export type HttpRequest = {
  /** As sent: the Host header, without a port. */
  host: string
  port: number
  path: string
  method: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** `http` where it is not said. For `tcp` the path, method and headers mean nothing. */
  protocol?: Protocol
  /** The application encrypts by itself, naming `host` in the handshake; then the mesh sees `tcp`. */
  tls?: boolean
}

/** Regular expressions come from objects; each is compiled once. */
const expressions = new Map<string, RegExp>()

function expression(text: string): RegExp {
  const known = expressions.get(text)
  if (known) return known
  const isCaseless = text.startsWith('(?i)')
  const compiled = new RegExp(`^(?:${isCaseless ? text.slice(4) : text})$`, isCaseless ? 'i' : '')
  expressions.set(text, compiled)
  return compiled
}

export function matchesString(match: StringMatch | undefined, value: string | undefined): boolean {
  if (!match) return true
  if (value === undefined) return false
  if (match.exact !== undefined) return value === match.exact
  // A plain prefix: `/foo` covers `/foobar`.
  if (match.prefix !== undefined) return value.startsWith(match.prefix)
  if (match.regex !== undefined) return expression(match.regex).test(value)
  // An empty match asks only that the header is there.
  return true
}

export const gatewayName = (name: string, namespace: string): string =>
  name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`

/** A match's own gateways replace the route's; then the source is not looked at. */
function matchesSource(
  match: AnyMatch,
  port: number,
  { gateway, client, namespace }: RouteContext & { namespace: string },
): boolean {
  if (match.port !== undefined && match.port !== port) return false
  if (match.gateways?.length) {
    return match.gateways.some((name) => gatewayName(name, namespace) === gateway)
  }
  if (gateway !== 'mesh') return true
  return (
    hasLabels(client.labels, match.sourceLabels ?? {}) &&
    (match.sourceNamespace === undefined || match.sourceNamespace === client.namespace)
  )
}

export const pathOf = ({ path }: HttpRequest): string => path.split('?')[0] ?? ''

export const queryOf = ({ path }: HttpRequest): URLSearchParams =>
  new URLSearchParams(path.split('?')[1] ?? '')

const lowerCase = (match: StringMatch): StringMatch =>
  Object.fromEntries(Object.entries(match).map(([kind, text]) => [kind, text.toLowerCase()]))

function matchesUri({ uri, ignoreUriCase }: HttpMatch, request: HttpRequest): boolean {
  if (!uri) return true
  const path = pathOf(request)
  // A regular expression keeps its case, whatever the match says.
  if (!ignoreUriCase || uri.regex !== undefined) return matchesString(uri, path)
  return matchesString(lowerCase(uri), path.toLowerCase())
}

/** Envoy shows the parts of a request's first line as headers too. */
const headerOf = (request: HttpRequest, name: string): string | undefined => {
  const pseudo: Readonly<Record<string, string>> = {
    ':path': request.path,
    ':method': request.method,
    ':authority': request.host,
  }
  return pseudo[name] ?? request.headers[name.toLowerCase()]
}

const matchesHeaders = ({ headers, withoutHeaders }: HttpMatch, request: HttpRequest) =>
  Object.entries(headers ?? {}).every(([name, match]) =>
    matchesString(match, headerOf(request, name)),
  ) &&
  !Object.entries(withoutHeaders ?? {}).some(([name, match]) =>
    matchesString(match, headerOf(request, name)),
  )

const matchesQuery = ({ queryParams }: HttpMatch, request: HttpRequest) =>
  Object.entries(queryParams ?? {}).every(([name, match]) =>
    matchesString(match, queryOf(request).get(name) ?? undefined),
  )

const matchesHttp = (match: HttpMatch, request: HttpRequest): boolean =>
  matchesUri(match, request) &&
  matchesString(match.method, request.method) &&
  matchesString(match.authority, request.host) &&
  matchesHeaders(match, request) &&
  matchesQuery(match, request)

const matchesSni = ({ sniHosts }: TlsMatch, { host }: HttpRequest): boolean =>
  !sniHosts?.length || sniHosts.some((pattern) => hostCovers(pattern, host))

/** Any of the matches will do; a rule without one takes everything. */
const anyOf =
  <Match extends AnyMatch>(
    matches: readonly Match[] | undefined,
    namespace: string,
    isFitting: (match: Match, request: HttpRequest) => boolean,
  ) =>
  (request: HttpRequest, context: RouteContext): boolean =>
    !matches?.length ||
    matches.some(
      (match) =>
        matchesSource(match, request.port, { ...context, namespace }) && isFitting(match, request),
    )

export const httpMatcher = (matches: readonly HttpMatch[] | undefined, namespace: string) =>
  anyOf(matches, namespace, matchesHttp)

export const tcpMatcher = (matches: readonly TlsMatch[] | undefined, namespace: string) =>
  anyOf(matches, namespace, matchesSni)

const isEverything = ({ uri, ...rest }: HttpMatch): boolean =>
  (uri === undefined || uri.prefix === '/' || uri.regex === '.*') && Object.keys(rest).length === 0

export const coversAll = (matches: readonly HttpMatch[] | undefined): boolean =>
  !matches?.length || matches.some(isEverything)
