import { answerReview, reviews } from '../access/reviews'
import { isJsonObject, type JsonObject } from '../object'
import { timestamp } from '../timestamp'
import { decodeBody } from '../writes/body'
import { type Answer, type Exchange, json } from './exchange'
import { fieldInvalid, invalid, methodNotAllowed, notFound } from './status'

const shortestSeconds = 600
const usualSeconds = 3_600

function expirationOf(spec: JsonObject): number {
  const seconds = typeof spec.expirationSeconds === 'number' ? spec.expirationSeconds : usualSeconds
  if (seconds >= shortestSeconds) return seconds
  const why = 'may not specify a duration less than 10 minutes'
  throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [
    fieldInvalid('spec.expirationSeconds', seconds, why),
  ])
}

async function requestToken({ server, info, readBody }: Exchange): Promise<Answer> {
  const { namespace, name } = info
  const account = server.cluster.storage.get('/serviceaccounts', namespace, name)
  if (!account) throw notFound({ group: '', resource: 'serviceaccounts' }, name)
  const { value } = decodeBody(await readBody(), 'TokenRequest')
  const spec = isJsonObject(value.spec) ? value.spec : {}
  const expirationSeconds = expirationOf(spec)
  const audiences = Array.isArray(spec.audiences) ? spec.audiences.map(String) : [server.url()]
  const uid = account.metadata.uid ?? ''
  const request = { namespace, name, uid, audiences, expirationSeconds }
  const { token, claims } = server.tokens.issue(request, server.url())
  return json(
    {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, uid, creationTimestamp: timestamp() },
      spec: { audiences, expirationSeconds, boundObjectRef: null },
      status: { token, expirationTimestamp: timestamp(new Date(claims.exp * 1_000)) },
    },
    201,
  )
}

async function review(exchange: Exchange): Promise<Answer | null> {
  const { group, resource, version, verb } = exchange.info
  const kind = reviews.find((one) => one.group === group && one.resource === resource)
  if (!kind || version !== 'v1') return null
  if (verb !== 'create') throw methodNotAllowed()
  const { cluster, identities, url } = exchange.server
  const { value } = decodeBody(await exchange.readBody(), kind.kind)
  const context = { cluster, identities, user: exchange.user, audience: url() }
  return json(answerReview(kind, context, value), 201)
}

/** What is no plain read or write of a stored object. */
export async function handleSpecial(exchange: Exchange): Promise<Answer | null> {
  const { group, resource, subresource, verb } = exchange.info
  if (group === '' && resource === 'serviceaccounts' && subresource === 'token') {
    if (verb !== 'create') throw methodNotAllowed()
    return requestToken(exchange)
  }
  // No kubelet, no log: the API server answers with nothing.
  if (group === '' && resource === 'pods' && subresource === 'log') {
    return { kind: 'text', code: 204, text: '' }
  }
  if (group === '' && resource === 'namespaces' && subresource === 'finalize') {
    if (verb !== 'update') throw methodNotAllowed()
    return null
  }
  return review(exchange)
}
