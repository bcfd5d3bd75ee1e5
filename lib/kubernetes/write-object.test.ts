import { describe, expect, test } from 'vitest'
import type { KubeRequest } from './kube-fetch'
import { createObject, deleteObject, patchObject } from './write-object'

/** Answers as a real API server gave them. */
const status = (code: number, message: string, more: Record<string, unknown> = {}) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  code,
  ...more,
})

const object = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: 'default', uid: 'a1', generation: 4 },
  spec: { hosts: ['reviews'] },
}

const path = '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews'
const { signal } = new AbortController()
const patch = [{ op: 'replace', path: '/spec/http/0/route/0/weight', value: 50 } as const]

function answering(code: number, body: unknown, warnings: string[] = []) {
  const asked: KubeRequest[] = []
  const send = async (request: KubeRequest) => {
    asked.push(request)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return { status: code, warnings, body: null, text: async () => text }
  }
  return { send, asked }
}

describe('a patch', () => {
  test('names us, refuses unknown fields, and is only tried when it is a dry run', async () => {
    const { send, asked } = answering(200, object, ['rule #1 not used'])
    const outcome = await patchObject(send, path, patch, { dryRun: true, signal })
    expect(outcome).toMatchObject({ kind: 'written', warnings: ['rule #1 not used'] })
    expect(asked[0]).toMatchObject({
      method: 'PATCH',
      contentType: 'application/json-patch+json',
      search: { dryRun: 'All', fieldManager: 'binnacle', fieldValidation: 'Strict' },
      body: patch,
    })
    await patchObject(send, path, patch, { dryRun: false, signal })
    expect(asked[1]?.search).not.toHaveProperty('dryRun')
  })

  test.each([
    [
      'a failing test, which is told without a word',
      422,
      status(422, 'the server rejected our request due to an error in our request', {
        reason: 'Invalid',
        details: {},
      }),
      'stale',
    ],
    [
      'a conflict',
      409,
      status(409, 'the object has been modified', { reason: 'Conflict' }),
      'stale',
    ],
    ['an object that is gone', 404, status(404, 'not found', { reason: 'NotFound' }), 'gone'],
  ])('meets %s', async (_, code, body, kind) => {
    const { send } = answering(code, body)
    expect(await patchObject(send, path, patch, { dryRun: false, signal })).toEqual({ kind })
  })

  test.each([
    [
      'a webhook, in its own words',
      400,
      status(
        400,
        'admission webhook "rev.validation.istio.io" denied the request: configuration is invalid: weight -1 < 0',
      ),
      {
        by: 'webhook',
        webhook: 'rev.validation.istio.io',
        message: 'configuration is invalid: weight -1 < 0',
      },
    ],
    [
      'a webhook that forbids',
      403,
      status(403, 'admission webhook "policy.example.com" denied the request: not on Fridays'),
      { by: 'webhook', webhook: 'policy.example.com', message: 'not on Fridays' },
    ],
    [
      'the schema, by the field',
      422,
      status(
        422,
        ' "" is invalid: patch: Invalid value: "{\\"secret\\":1}": strict decoding error: unknown field "spec.http[0].wieght"',
        { reason: 'Invalid' },
      ),
      {
        by: 'schema',
        message: 'The schema knows no such field: unknown field "spec.http[0].wieght".',
      },
    ],
    [
      'the schema, by the place',
      422,
      status(422, 'is invalid: spec.rules[0]: secret', {
        reason: 'Invalid',
        details: {
          causes: [
            {
              reason: 'FieldValueInvalid',
              field: 'spec.rules[0].backendRefs[0].weight',
              message: 'secret',
            },
          ],
        },
      }),
      { by: 'schema', message: 'Not valid by the schema: spec.rules[0].backendRefs[0].weight.' },
    ],
    ['missing rights', 403, status(403, 'User "alice" cannot patch'), { by: 'rights' }],
    ['a server that is busy', 429, 'slow down', { by: 'load' }],
  ])('is refused by %s', async (_, code, body, refusal) => {
    const { send } = answering(code, body)
    const outcome = await patchObject(send, path, patch, { dryRun: false, signal })
    expect(outcome).toMatchObject({ kind: 'refused', refusal })
    expect(JSON.stringify(outcome)).not.toMatch(/secret|alice/)
  })

  test.each([
    ['401', 401, 'unauthorized'],
    ['500', 500, 'broken'],
    ['503 of a load balancer', 503, 'unreachable'],
    ['200 with a page', 200, 'malformed'],
  ])('that is answered with %s is no answer', async (_, code, failure) => {
    const { send } = answering(code, '<html>')
    await expect(patchObject(send, path, patch, { dryRun: false, signal })).rejects.toMatchObject({
      failure,
    })
  })
})

test('a creation tells what exists already', async () => {
  const { send } = answering(409, status(409, 'already exists', { reason: 'AlreadyExists' }))
  expect(await createObject(send, path, object, { dryRun: false, signal })).toEqual({
    kind: 'exists',
  })
})

test.each([
  [200, 'deleted'],
  [404, 'gone'],
  [409, 'stale'],
] as const)('a deletion of this very object answered with %d is %s', async (code, result) => {
  const { send, asked } = answering(code, {})
  expect(await deleteObject(send, path, { uid: 'a1' }, signal)).toBe(result)
  expect(asked[0]).toMatchObject({ method: 'DELETE', body: { preconditions: { uid: 'a1' } } })
})
