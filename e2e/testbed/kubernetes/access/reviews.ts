import type { Cluster } from '../cluster'
import { fieldInvalid, invalid } from '../http/status'
import { isJsonObject, type JsonObject } from '../object'
import { timestamp } from '../timestamp'
import type { Identities, User } from './identities'
import { type Attributes, authorize, grantsOf } from './rbac'

export type ReviewContext = {
  cluster: Cluster
  identities: Identities
  user: User
  audience: string
}

type Review = (context: ReviewContext, spec: JsonObject) => JsonObject

const text = (value: unknown) => (typeof value === 'string' ? value : '')

const withoutEmpty = (object: JsonObject) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== ''))

function readAttributes({ resourceAttributes, nonResourceAttributes }: JsonObject): Attributes {
  if (isJsonObject(resourceAttributes) === isJsonObject(nonResourceAttributes)) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
    throw invalid({ group: 'authorization.k8s.io', kind: '' }, '', [
      fieldInvalid('spec', null, why),
    ])
  }
  if (isJsonObject(nonResourceAttributes)) {
    const { verb, path } = nonResourceAttributes
    return { isResource: false, verb: text(verb), path: text(path) }
  }
  const { verb, group, resource, subresource, namespace, name } = resourceAttributes as JsonObject
  return {
    isResource: true,
    verb: text(verb),
    group: text(group),
    resource: text(resource),
    subresource: text(subresource),
    namespace: text(namespace),
    name: text(name),
  }
}

function accessStatus({ cluster }: ReviewContext, user: User, spec: JsonObject): JsonObject {
  const { isAllowed, reason } = authorize(cluster, user, readAttributes(spec))
  return { allowed: isAllowed, ...(reason === '' ? {} : { reason }) }
}

function shownSpec(spec: JsonObject): JsonObject {
  const entries = Object.entries(spec).map(([key, value]) => [
    key,
    isJsonObject(value) ? withoutEmpty(value) : value,
  ])
  return Object.fromEntries(entries)
}

const selfSubjectAccess: Review = (context, spec) => ({
  metadata: {},
  spec: shownSpec(spec),
  status: accessStatus(context, context.user, spec),
})

const subjectAccess: Review = (context, spec) => {
  const groups = Array.isArray(spec.groups) ? spec.groups.map(String) : []
  const user = { name: text(spec.user), uid: text(spec.uid), groups, extra: {} }
  return { metadata: {}, spec: shownSpec(spec), status: accessStatus(context, user, spec) }
}

const selfSubjectRules: Review = ({ cluster, user }, spec) => {
  const rules = grantsOf(cluster, user, text(spec.namespace)).flatMap((grant) => grant.rules)
  return {
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules.filter(({ resources }) => resources),
      nonResourceRules: rules.filter(({ nonResourceURLs }) => nonResourceURLs),
      incomplete: false,
    },
  }
}

const userInfo = ({ name, uid, groups, extra }: User): JsonObject => ({
  username: name,
  ...(uid === '' ? {} : { uid }),
  groups,
  ...(Object.keys(extra).length === 0 ? {} : { extra }),
})

const selfSubject: Review = ({ user }) => ({
  metadata: { creationTimestamp: timestamp() },
  status: { userInfo: userInfo(user) },
})

function tokenStatus({ identities, audience }: ReviewContext, spec: JsonObject): JsonObject {
  const user = identities.find(text(spec.token))
  if (!user) return { user: {}, error: 'invalid bearer token' }
  const asked = Array.isArray(spec.audiences) ? spec.audiences : [audience]
  if (!asked.includes(audience)) {
    const words = `token audiences [${JSON.stringify(audience)}] is invalid for the target audiences ${JSON.stringify(asked)}`
    return { user: {}, error: `[invalid bearer token, ${words}]` }
  }
  return { authenticated: true, user: userInfo(user), audiences: [audience] }
}

const token: Review = (context, spec) => ({
  metadata: {},
  spec,
  status: tokenStatus(context, spec),
})

export type ReviewKind = { group: string; resource: string; kind: string; review: Review }

/** Questions that are asked by creating an object, which is answered and never stored. */
export const reviews: readonly ReviewKind[] = [
  {
    group: 'authorization.k8s.io',
    resource: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    review: selfSubjectAccess,
  },
  {
    group: 'authorization.k8s.io',
    resource: 'subjectaccessreviews',
    kind: 'SubjectAccessReview',
    review: subjectAccess,
  },
  {
    group: 'authorization.k8s.io',
    resource: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    review: selfSubjectRules,
  },
  {
    group: 'authentication.k8s.io',
    resource: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    review: selfSubject,
  },
  {
    group: 'authentication.k8s.io',
    resource: 'tokenreviews',
    kind: 'TokenReview',
    review: token,
  },
]

/** localsubjectaccessreviews are left out: nothing of the console asks them. */
export function answerReview(
  kind: ReviewKind,
  context: ReviewContext,
  body: JsonObject,
): JsonObject {
  const spec = isJsonObject(body.spec) ? body.spec : {}
  const answer = kind.review(context, spec)
  return { kind: kind.kind, apiVersion: `${kind.group}/v1`, ...answer }
}
