import { type GraphScreenSearch, graphDefaults, toGraphQuery } from './graph'
import { type Scope, scopeDefaults } from './scope'
import {
  type NamespaceScreenSearch,
  namespaceDefaults,
  type SecurityScreenSearch,
  securityDefaults,
  toNamespaceQuery,
  toSecurityQuery,
} from './security'
import { type SignInSearch, toSignInQuery } from './sign-in'
import {
  type TrafficScreenSearch,
  toSplitScreenQuery,
  toTrafficQuery,
  trafficDefaults,
} from './traffic'

const withQuery = (path: string, query: URLSearchParams) =>
  query.size > 0 ? `${path}?${query}` : path

export const graphHref = (search: Partial<GraphScreenSearch> = {}): string =>
  withQuery('/graph', toGraphQuery({ ...graphDefaults, ...search }))

export const trafficHref = (search: Partial<TrafficScreenSearch> = {}): string =>
  withQuery('/traffic', toTrafficQuery({ ...trafficDefaults, ...search }))

/** By which a route is found, on the screen and in the API. */
export type SplitRef = { namespace: string; kind: string; name: string }

export const splitPath = ({ namespace, kind, name }: SplitRef): string =>
  [namespace, kind, name].map(encodeURIComponent).join('/')

export const splitHref = (split: SplitRef, scope: Partial<Scope> = {}): string =>
  withQuery(`/traffic/${splitPath(split)}`, toSplitScreenQuery({ ...scopeDefaults, ...scope }))

export const securityHref = (search: Partial<SecurityScreenSearch> = {}): string =>
  withQuery('/security', toSecurityQuery({ ...securityDefaults, ...search }))

export const securityNamespaceHref = (
  namespace: string,
  search: Partial<NamespaceScreenSearch> = {},
): string =>
  withQuery(
    `/security/${encodeURIComponent(namespace)}`,
    toNamespaceQuery({ ...namespaceDefaults, ...search }),
  )

export const connectionsHref = (): string => '/connections'

export const signInHref = (search: Partial<SignInSearch> = {}): string =>
  withQuery('/auth/login', toSignInQuery(search))

/** To the provider: an address of the server, not a screen. */
export const codeFlowHref = (returnTo: string): string =>
  withQuery('/auth/start', toSignInQuery({ returnTo }))
