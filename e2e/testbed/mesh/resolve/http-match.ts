import { hasLabels } from '../../cluster/kubernetes-objects'
import type { HttpMatch, HttpRoute, StringMatch } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { Protocol } from './fate'

export type HttpRequest = {
  /** As sent: the Host header, without a port. */
  host: string
  port: number
  path: string
  method: string
  headers: Readonly<Record<string, string>>
  /** `http` where it is not said. For `tcp` the path, method and headers mean nothing. */
  protocol?: Protocol
  /** The application encrypts by itself, naming `host` in the handshake; then the mesh sees `tcp`. */
  tls?: boolean
}

/** `mesh` for a sidecar, `namespace/name` for a gateway. */
export type RouteContext = { gateway: string; client: MeshPod; ruleNamespace: string }

function matchesString(match: StringMatch | undefined, value: string | undefined): boolean {
  if (!match) return true
  if (value === undefined) return false
  if (match.exact !== undefined) return value === match.exact
  // A plain prefix: `/foo` covers `/foobar`.
  if (match.prefix !== undefined) return value.startsWith(match.prefix)
  if (match.regex !== undefined) return new RegExp(`^(?:${match.regex})$`).test(value)
  // An empty match asks only that the header is there.
  return true
}

export const gatewayName = (name: string, namespace: string): string =>
  name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`

/** A match's own gateways replace the route's; then the source is not looked at. */
function matchesSource(match: HttpMatch, { gateway, client, ruleNamespace }: RouteContext) {
  if (match.gateways?.length) {
    return match.gateways.some((name) => gatewayName(name, ruleNamespace) === gateway)
  }
  if (gateway !== 'mesh') return true
  return (
    hasLabels(client.labels, match.sourceLabels ?? {}) &&
    (match.sourceNamespace === undefined || match.sourceNamespace === client.namespace)
  )
}

const matches = (match: HttpMatch, request: HttpRequest, context: RouteContext): boolean =>
  matchesSource(match, context) &&
  (match.port === undefined || match.port === request.port) &&
  matchesString(match.uri, request.path) &&
  matchesString(match.method, request.method) &&
  matchesString(match.authority, request.host) &&
  Object.entries(match.headers ?? {}).every(([name, header]) =>
    matchesString(header, request.headers[name.toLowerCase()]),
  )

export const isCatchAll = ({ match }: HttpRoute): boolean =>
  !match?.length ||
  match.some(
    ({ uri, ...rest }) =>
      (uri === undefined || uri.prefix === '/') && Object.keys(rest).length === 0,
  )

/** In the order written, the first rule with any fitting match wins. */
export const isMatched = (rule: HttpRoute, request: HttpRequest, context: RouteContext): boolean =>
  !rule.match?.length || rule.match.some((match) => matches(match, request, context))
