import type { Cluster } from '../cluster'
import type { RequestInfo } from '../http/request-info'
import { badRequest, failure } from '../http/status'
import { refuseResource } from './authorization'
import { type User, withAuthenticated } from './identities'
import { authorize } from './rbac'

type Header = (name: string) => string | undefined

/** Resources that stand for a person or a part of one: what `impersonate` is granted on. */
function claimsOf(user: User) {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user.name) ?? []
  const self = account
    ? { group: '', resource: 'serviceaccounts', namespace: namespace ?? '', name: account }
    : { group: '', resource: 'users', namespace: '', name: user.name }
  const groups = user.groups
    .filter((name) => name !== 'system:authenticated')
    .map((name) => ({ group: '', resource: 'groups', namespace: '', name }))
  return [self, ...groups]
}

function mayClaim(cluster: Cluster, actor: User, verb: string, user: User): boolean {
  return claimsOf(user).every(
    (claim) =>
      authorize(cluster, actor, { isResource: true, verb, subresource: '', ...claim }).isAllowed,
  )
}

/**
 * Either the old right to impersonate somebody in everything, or the newer pair: to be somebody,
 * and to do this one thing as somebody.
 * https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
 */
function refuseImpersonation(cluster: Cluster, actor: User, user: User, info: RequestInfo): void {
  if (mayClaim(cluster, actor, 'impersonate', user)) return
  if (!info.isResource) {
    const message = `forbidden: User "${actor.name}" cannot impersonate path "${info.path}"`
    throw failure(403, 'Forbidden', message, {})
  }
  const onVerb = `impersonate-on:user-info:${info.verb}`
  const mayAct = authorize(cluster, actor, { ...info, verb: onVerb }).isAllowed
  if (mayAct && mayClaim(cluster, actor, 'impersonate:user-info', user)) return
  throw refuseResource(actor, { ...info, verb: onVerb as typeof info.verb })
}

/** Whom a request is made as: the one who sent it, or who they say by `Impersonate-*`. */
export function impersonated(
  cluster: Cluster,
  actor: User,
  header: Header,
  info: RequestInfo,
): User {
  const name = header('impersonate-user')
  const groups = (header('impersonate-group') ?? '').split(',').map((group) => group.trim())
  const claimed = groups.filter((group) => group !== '')
  if (!name) {
    if (claimed.length === 0) return actor
    throw badRequest('requested impersonation without a user name')
  }
  const user: User = {
    name,
    uid: header('impersonate-uid') ?? '',
    groups: withAuthenticated(claimed),
    extra: {},
  }
  refuseImpersonation(cluster, actor, user, info)
  return user
}
