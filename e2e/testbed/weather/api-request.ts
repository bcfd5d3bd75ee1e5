import { parseRequestInfo, type ResourceRequest } from '../kubernetes/http/request-info'

/** What a request to the API server is about, as far as the weather tells requests apart. */
export type ApiRequest = {
  info: ResourceRequest
  isWatch: boolean
  /** Changes what is stored, or would without `dryRun`; reviews, tokens and what a proxy hands on are only questions. */
  isWrite: boolean
  isDryRun: boolean
  resourceVersion: string
}

const writeVerbs = ['create', 'update', 'patch', 'delete', 'deletecollection']
const questionGroups = ['authorization.k8s.io', 'authentication.k8s.io']

/** Null for what is no request on a resource: health, version and discovery know no weather. */
export function parseApiRequest(method: string, target: URL): ApiRequest | null {
  const info = parseRequestInfo(method, target)
  if (!info.isResource) return null
  const isQuestion =
    questionGroups.includes(info.group) || ['token', 'proxy'].includes(info.subresource)
  return {
    info,
    isWatch: info.verb === 'watch',
    isWrite: writeVerbs.includes(info.verb) && !isQuestion,
    isDryRun: target.searchParams.has('dryRun'),
    resourceVersion: target.searchParams.get('resourceVersion') ?? '',
  }
}
