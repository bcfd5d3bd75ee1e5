import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { KubeRequest } from '../kubernetes/kube-fetch'
import { may } from './may'

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const deed = {
  verb: 'patch',
  group: 'networking.istio.io',
  resource: 'virtualservices',
  namespace: 'shop',
} as const

function personWho(user: string, answers: () => { status: number; allowed: boolean }) {
  const asked: KubeRequest[] = []
  const send = async (request: KubeRequest) => {
    asked.push(request)
    const { status, allowed } = answers()
    return { status, body: null, text: async () => JSON.stringify({ status: { allowed } }) }
  }
  return { user, key: user, send, asked }
}

test('asks Kubernetes about the very deed, as the person', async () => {
  const alice = personWho('alice', () => ({ status: 201, allowed: true }))
  expect(await may(alice, deed)).toBe(true)
  expect(alice.asked[0]?.body).toMatchObject({ spec: { resourceAttributes: deed } })
})

test('remembers the answer for half a minute, for this person and this deed', async () => {
  const bob = personWho('bob', () => ({ status: 201, allowed: false }))
  await may(bob, deed)
  await may(bob, deed)
  expect(bob.asked).toHaveLength(1)
  await may(bob, { ...deed, namespace: 'bank' })
  expect(bob.asked).toHaveLength(2)
  vi.setSystemTime(Date.now() + 31_000)
  await may(bob, deed)
  expect(bob.asked).toHaveLength(3)
})

test('a question that failed is asked again', async () => {
  let status = 500
  const carol = personWho('carol', () => ({ status, allowed: true }))
  await expect(may(carol, deed)).rejects.toMatchObject({ failure: 'broken' })
  status = 201
  expect(await may(carol, deed)).toBe(true)
})
