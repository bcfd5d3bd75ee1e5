import { describe, expect, test } from 'vitest'
import type { KubeRequest, KubeResponse, KubeSend } from '../kubernetes/kube-fetch'
import { inLine, reviewNamespaces, reviewUser } from './access-review'

const { signal } = new AbortController()

const answer = (status: number, body: unknown): KubeResponse => ({
  status,
  body: null,
  text: async () => JSON.stringify(body),
})

/** An API server at which we may list the pods of these namespaces; `''` are all. */
function serverOf(...allowed: string[]) {
  const asked: string[] = []
  let underWay = 0
  let most = 0
  const send: KubeSend = async ({ body }: KubeRequest) => {
    most = Math.max(most, ++underWay)
    await Promise.resolve()
    underWay--
    // The body is our own, written a few lines above in access-review.ts.
    const { resourceAttributes } = (
      body as { spec: { resourceAttributes: Record<string, string> } }
    ).spec
    expect(resourceAttributes).toMatchObject({ verb: 'list', group: '', resource: 'pods' })
    const namespace = resourceAttributes.namespace ?? 'none'
    asked.push(namespace)
    return answer(201, { status: { allowed: allowed.includes(namespace) } })
  }
  return { asked, send, most: () => most }
}

describe('what may be seen', () => {
  test('is everything after one question where all pods may be listed', async () => {
    const { send, asked } = serverOf('')
    const namespaces = async () => Promise.reject(new Error('must not be needed'))
    expect(await reviewNamespaces(namespaces, { send, signal })).toEqual({ kind: 'all' })
    expect(asked).toEqual([''])
  })

  test('is else asked for each namespace', async () => {
    const { send } = serverOf('shop', 'bank')
    const namespaces = async () => ['shop', 'vault', 'bank']
    expect(await reviewNamespaces(namespaces, { send, signal })).toEqual({
      kind: 'namespaces',
      names: new Set(['shop', 'bank']),
    })
  })

  test('is asked of one person by 20 questions at once, however many kinds they are about', async () => {
    const { send, asked, most } = serverOf()
    const asking = { send: inLine(send), signal }
    const namespaces = async () => Array.from({ length: 700 }, (_, index) => `ns-${index}`)
    await Promise.all([1, 2, 3].map(() => reviewNamespaces(namespaces, asking)))
    expect(asked).toHaveLength(2_103)
    expect(most()).toBe(20)
  })

  test('is not decided by an answer that is none', async () => {
    const send: KubeSend = async () => answer(403, { message: 'system:anonymous' })
    const review = reviewNamespaces(async () => [], { send, signal })
    await expect(review).rejects.toMatchObject({ failure: 'forbidden' })
  })
})

describe('who we are', () => {
  test('is what the API server says', async () => {
    const send: KubeSend = async () => answer(201, { status: { userInfo: { username: 'alice' } } })
    expect(await reviewUser({ send, signal })).toBe('alice')
  })

  test('is not known to a server that is too old for the question', async () => {
    expect(await reviewUser({ send: async () => answer(404, {}), signal })).toBeNull()
  })
})
