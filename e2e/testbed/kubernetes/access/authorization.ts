import type { Cluster } from '../cluster'
import type { RequestInfo, ResourceRequest } from '../http/request-info'
import { failure, forbidden } from '../http/status'
import type { User } from './identities'
import { authorize } from './rbac'

/** Why a user may not do something, as the API server words it. */
export function refuseResource(
  user: User,
  { group, resource, subresource, namespace, name, verb }: ResourceRequest,
  reason = '',
) {
  const what = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const why = `User "${user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`
  return forbidden({ group, resource }, name, reason === '' ? why : `${why}: ${reason}`)
}

export function refuseForbidden(cluster: Cluster, user: User, info: RequestInfo): void {
  const { isAllowed, reason } = authorize(cluster, user, info)
  if (isAllowed) return
  if (info.isResource) throw refuseResource(user, info, reason)
  const message = `forbidden: User "${user.name}" cannot ${info.verb} path "${info.path}"`
  throw failure(403, 'Forbidden', message, {})
}
