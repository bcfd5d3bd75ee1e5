import type { GatewayMatch } from '../istio-config/gateway-route'
import type {
  CallerMatch,
  HttpMatch,
  StreamMatch,
  TextMatch,
} from '../istio-config/virtual-service'

/** What a rule takes, as a person says it. Conditions of one match hold together, matches are alternatives. */
const sentence = (matches: readonly string[][], all: string) =>
  matches.length === 0 || matches.some((conditions) => conditions.length === 0)
    ? all
    : matches.map((conditions) => conditions.join(' and ')).join(', or ')

export const httpMatchWords = (matches: readonly HttpMatch[]) =>
  sentence(matches.map(httpConditions), 'all requests')

export const streamMatchWords = (matches: readonly StreamMatch[]) =>
  sentence(matches.map(streamConditions), 'all connections')

export const gatewayMatchWords = (matches: readonly GatewayMatch[]) =>
  sentence(matches.map(gatewayConditions), 'all requests')

const httpConditions = (match: HttpMatch): string[] => [
  ...told(isEverything(match.uri) ? null : match.uri, 'path', match.ignoreUriCase),
  ...told(match.method, 'method'),
  ...told(match.scheme, 'scheme'),
  ...told(match.authority, 'host'),
  ...named(match.headers, 'header'),
  ...named(match.withoutHeaders, 'not header'),
  ...named(match.queryParams, 'query parameter'),
  ...callerConditions(match),
  ...(match.other ? ['a condition that Binnacle does not know'] : []),
]

const streamConditions = (match: StreamMatch): string[] => [
  ...(match.sniHosts.length > 0 ? [`server name ${match.sniHosts.join(' or ')}`] : []),
  ...(match.destinationSubnets.length > 0
    ? [`to address ${match.destinationSubnets.join(' or ')}`]
    : []),
  ...callerConditions(match),
]

const callerConditions = ({
  port,
  sourceLabels,
  sourceNamespace,
  gateways,
}: CallerMatch): string[] => {
  const labels = Object.entries(sourceLabels).map(([key, value]) => `${key}=${value}`)
  return [
    ...(port === null ? [] : [`port ${port}`]),
    ...(labels.length > 0 ? [`from pods with ${labels.join(', ')}`] : []),
    ...(sourceNamespace === null ? [] : [`from namespace ${sourceNamespace}`]),
    ...(gateways.length > 0 ? [`at gateway ${gateways.join(' or ')}`] : []),
  ]
}

function gatewayConditions({ path, method, headers, queryParams, grpc }: GatewayMatch): string[] {
  const pairs = (kind: string, all: typeof headers) =>
    all.flatMap(({ name, match }) => told(match, `${kind} ${name}`))
  return [
    // A prefix of the Gateway API ends at a slash, one of Istio anywhere.
    ...(path?.type === 'prefix'
      ? path.value === '/'
        ? []
        : [`path ${path.value} or below`]
      : told(path, 'path')),
    ...(method === null ? [] : [`method is ${method}`]),
    ...(grpc?.service ? [`service ${is(grpc.type)} ${grpc.service}`] : []),
    ...(grpc?.method ? [`method ${is(grpc.type)} ${grpc.method}`] : []),
    ...pairs('header', headers),
    ...pairs('query parameter', queryParams),
  ]
}

const named = (matches: Readonly<Record<string, TextMatch>>, kind: string) =>
  Object.entries(matches).flatMap(([name, match]) => told(match, `${kind} ${name}`))

const is = (type: TextMatch['type']) => (type === 'regex' ? 'matches' : 'is')

function told(match: TextMatch | null, subject: string, ignoresCase = false): string[] {
  if (match === null) return []
  const cased = ignoresCase ? ' in any case' : ''
  switch (match.type) {
    case 'exact':
      return [`${subject} is ${match.value}${cased}`]
    case 'prefix':
      return [`${subject} begins with ${match.value}${cased}`]
    case 'regex':
      return [`${subject} matches ${match.value}`]
    case 'present':
      return [`${subject} is there`]
  }
}

/** https://github.com/istio/istio/blob/master/pilot/pkg/networking/core/route/route.go (isCatchAllMatch) */
export const isEverything = (uri: TextMatch | null) =>
  uri === null ||
  (uri.type === 'prefix' && uri.value === '/') ||
  (uri.type === 'regex' && (uri.value === '*' || uri.value === '.*'))
