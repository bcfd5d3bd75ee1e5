export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'

export type ResourceRequest = {
  isResource: true
  path: string
  verb: Verb
  group: string
  version: string
  resource: string
  namespace: string
  name: string
  subresource: string
}

export type NonResourceRequest = { isResource: false; path: string; verb: string }

/** What a request is about, as authorization and the handlers both understand it. */
export type RequestInfo = ResourceRequest | NonResourceRequest

const verbs: Record<string, Verb> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** Only these two follow the name of a namespace without being a resource within it. */
const namespaceSubresources = ['status', 'finalize']

function splitPath(segments: readonly string[]) {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = segments
  const isNamespaced =
    first === 'namespaces' && third !== '' && !namespaceSubresources.includes(third)
  return isNamespaced
    ? { namespace: second, resource: third, name: fourth, subresource: fifth }
    : {
        namespace: first === 'namespaces' ? second : '',
        resource: first,
        name: second,
        subresource: third,
      }
}

function collectionVerb(verb: Verb, search: URLSearchParams): Verb {
  if (verb === 'delete') return 'deletecollection'
  if (verb !== 'get') return verb
  return ['true', '1'].includes(search.get('watch') ?? '') ? 'watch' : 'list'
}

/** A list or watch of one name is authorized like that name. */
const selectedName = (search: URLSearchParams) =>
  /^metadata\.name==?([^,=!]+)$/.exec(search.get('fieldSelector') ?? '')?.[1] ?? ''

export function parseRequestInfo(method: string, url: URL): RequestInfo {
  const path = url.pathname
  const [, root, ...rest] = path.split('/').map(decodeURIComponent)
  const nonResource = { isResource: false, path, verb: method.toLowerCase() } as const
  const [group, version, segments] =
    root === 'api' ? ['', rest[0], rest.slice(1)] : [rest[0], rest[1], rest.slice(2)]
  if (!['api', 'apis'].includes(root ?? '') || !version || !segments[0]) return nonResource
  const parts = splitPath(segments)
  const verb = verbs[method]
  if (verb === undefined) return nonResource
  return {
    isResource: true,
    path,
    group: group ?? '',
    version,
    ...parts,
    verb: parts.name === '' ? collectionVerb(verb, url.searchParams) : verb,
    name: parts.name === '' && verb === 'get' ? selectedName(url.searchParams) : parts.name,
  }
}
