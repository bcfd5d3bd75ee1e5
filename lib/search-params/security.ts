import type { MtlsNamespaceSearch, MtlsSearch } from '../api/mtls'
import type { CallCheckSearch } from '../api/mtls-call'
import { parseScope, type Scope, scopeDefaults, withoutDefaults, writtenScope } from './scope'
import { isNamespaceName, momentOf, oneOf, windowText } from './values'

export const securitySorts = ['risk', 'namespace', 'traffic'] as const
export type SecuritySort = (typeof securitySorts)[number]

/** What the call check is asked; empty texts are not filled in yet. */
export type CallQuestion = {
  /** `namespace/name` of a workload, or `none`. */
  client: string
  /** `namespace/name`. */
  service: string
  /** As typed. */
  port: string
  subset: string
}

/** All that a pasted link to the list of namespaces carries. */
export type SecurityScreenSearch = Scope & {
  /** Free text over the names and verdicts on screen. */
  find: string
  sort: SecuritySort
} & CallQuestion

export const emptyCall: CallQuestion = { client: '', service: '', port: '', subset: '' }

export const securityDefaults: SecurityScreenSearch = {
  ...scopeDefaults,
  ...emptyCall,
  find: '',
  sort: 'risk',
}

const longestText = 320
const textOf = (params: URLSearchParams, name: string) =>
  (params.get(name) ?? '').slice(0, longestText)

const parseCall = (params: URLSearchParams): CallQuestion => ({
  client: textOf(params, 'client'),
  service: textOf(params, 'service'),
  port: textOf(params, 'port'),
  subset: textOf(params, 'subset'),
})

export const parseSecuritySearch = (params: URLSearchParams): SecurityScreenSearch => ({
  ...parseScope(params),
  ...parseCall(params),
  find: textOf(params, 'find'),
  sort: oneOf(params.get('sort'), securitySorts) ?? securityDefaults.sort,
})

const written = ({
  find,
  sort,
  client,
  service,
  port,
  subset,
  ...scope
}: SecurityScreenSearch) => ({
  ...writtenScope(scope),
  find,
  sort,
  client,
  service,
  port,
  subset,
})

export const toSecurityQuery = (search: SecurityScreenSearch): URLSearchParams =>
  withoutDefaults(written(search), written(securityDefaults))

/** One namespace's link; `changed` is when a change was made that is now being watched. */
export type NamespaceScreenSearch = Scope & {
  /** Epoch ms; `null` while nothing is watched. */
  changed: number | null
}

export const namespaceDefaults: NamespaceScreenSearch = { ...scopeDefaults, changed: null }

export const parseNamespaceSearch = (params: URLSearchParams): NamespaceScreenSearch => ({
  ...parseScope(params),
  changed: momentOf(params.get('changed')),
})

const writtenNamespace = ({ changed, ...scope }: NamespaceScreenSearch) => ({
  ...writtenScope(scope),
  changed: changed === null ? '' : String(changed),
})

export const toNamespaceQuery = (search: NamespaceScreenSearch): URLSearchParams =>
  withoutDefaults(writtenNamespace(search), writtenNamespace(namespaceDefaults))

/** Seconds: callers that come once a day are to be seen. */
const lookBack = 86_400

export const toMtlsQuestion = ({ namespaces, window, at }: Scope): MtlsSearch => ({
  namespaces,
  window,
  lookBack,
  ...(at === null ? {} : { at }),
})

export const toNamespaceQuestion = ({
  window,
  at,
}: Pick<Scope, 'window' | 'at'>): MtlsNamespaceSearch => ({
  window,
  lookBack,
  ...(at === null ? {} : { at }),
})

/** The question as the API's query string. */
export function mtlsQuestionQuery({
  window,
  at,
  namespaces = [],
  lookBack: seconds,
}: Partial<MtlsSearch> & MtlsNamespaceSearch): URLSearchParams {
  const query = new URLSearchParams({ window: windowText(window), lookBack: `${seconds / 3600}h` })
  if (namespaces.length > 0) query.set('namespaces', namespaces.join(','))
  if (at !== undefined) query.set('at', String(at))
  return query
}

const objectName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/

/** `namespace/name`, as the call check takes it. */
export function isQualifiedName(text: string): boolean {
  const [namespace = '', name = '', ...rest] = text.split('/')
  return rest.length === 0 && isNamespaceName(namespace) && objectName.test(name)
}

const portOf = (text: string): number | null => {
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65_535 ? port : null
}

/** `null` until client, service and port say something that can be asked. */
export function toCallQuestion(call: CallQuestion): CallCheckSearch | null {
  const port = portOf(call.port)
  const isClient = call.client === 'none' || isQualifiedName(call.client)
  if (!isClient || !isQualifiedName(call.service) || port === null) return null
  return {
    client: call.client,
    service: call.service,
    port,
    direct: false,
    ...(call.subset === '' ? {} : { subset: call.subset }),
  }
}

export function callQuestionQuery({ client, service, port, subset }: CallCheckSearch) {
  const query = new URLSearchParams({ client, service, port: String(port) })
  if (subset !== undefined) query.set('subset', subset)
  return query
}
