import {
  badRequest,
  failure,
  fieldForbidden,
  fieldNotSupported,
  invalid,
  type StatusCause,
} from '../http/status'
import type { KubernetesObject } from '../object'
import type { Resource } from '../resources/resource'
import { parseFieldSelector } from './field-selector'
import { parseLabelSelector } from './label-selector'

export type ObjectFilter = (object: KubernetesObject) => boolean

export type ListOptions = {
  matches: ObjectFilter
  hasSelector: boolean
  resourceVersion: string
  resourceVersionMatch: string
  limit: number
  continueToken: string
  sendInitialEvents: boolean
  allowWatchBookmarks: boolean
  timeoutSeconds: number | null
}

const isTrue = (value: string | null) => value === 'true' || value === '1'

const matchModes = ['Exact', 'NotOlderThan']

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list */
function causesOf(search: URLSearchParams, isWatch: boolean): StatusCause[] {
  const match = search.get('resourceVersionMatch') ?? ''
  const sendsInitialEvents = search.has('sendInitialEvents')
  const causes: StatusCause[] = []
  if (match !== '' && !isWatch && !search.get('resourceVersion')) {
    const why = 'resourceVersionMatch is forbidden unless resourceVersion is provided'
    causes.push(fieldForbidden('resourceVersionMatch', why))
  } else if (match !== '' && !matchModes.includes(match)) {
    causes.push(fieldNotSupported('resourceVersionMatch', match, [...matchModes, '']))
  }
  if (sendsInitialEvents && !isWatch) {
    causes.push(fieldForbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  if (sendsInitialEvents && isWatch && match !== 'NotOlderThan') {
    const why = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'
    causes.push(fieldForbidden('resourceVersionMatch', why))
  }
  return causes
}

function readCount(search: URLSearchParams, name: string): number | null {
  const text = search.get(name)
  if (text === null || text === '') return null
  if (!/^\d+$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return Number(text)
}

export function parseListOptions(
  search: URLSearchParams,
  resource: Resource,
  isWatch: boolean,
): ListOptions {
  const causes = causesOf(search, isWatch)
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes)
  const labelSelector = search.get('labelSelector') ?? ''
  const fieldSelector = search.get('fieldSelector') ?? ''
  const matchesLabels = parseLabelSelector(labelSelector)
  const matchesFields = parseFieldSelector(fieldSelector, resource)
  return {
    matches: (object) => matchesLabels(object.metadata.labels ?? {}) && matchesFields(object),
    hasSelector: labelSelector !== '' || fieldSelector !== '',
    resourceVersion: search.get('resourceVersion') ?? '',
    resourceVersionMatch: search.get('resourceVersionMatch') ?? '',
    limit: readCount(search, 'limit') ?? 0,
    continueToken: search.get('continue') ?? '',
    sendInitialEvents: isTrue(search.get('sendInitialEvents')),
    allowWatchBookmarks: isTrue(search.get('allowWatchBookmarks')),
    timeoutSeconds: readCount(search, 'timeoutSeconds'),
  }
}

const unparsable = (version: string) =>
  `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`

/** 0 stands for "whatever there is". */
export function parseRevision(version: string): number {
  if (/^\d*$/.test(version)) return Number(version)
  throw badRequest(`invalid resource version: ${unparsable(version)}`)
}

/** A watch words the same mistake as a fault of its own. */
export function parseWatchRevision(version: string): number {
  if (/^\d*$/.test(version)) return Number(version)
  throw failure(500, undefined, unparsable(version))
}
