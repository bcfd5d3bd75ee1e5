import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inLine, reviewNamespaces } from '../../lib/identity/access-review'
import { type KubeSend, kubeFetchWithToken } from '../../lib/kubernetes/kube-fetch'
import { kubernetesClient } from '../testbed/kubernetes/client'
import { allow, tokenOf } from '../testbed/kubernetes/testing/account'
import { startWriteBed, type WriteBed } from './write-bed'

/**
 * What somebody may see who has rights in single namespaces, found out with nothing remembered. Of
 * 2,000: `BINNACLE_NAMESPACES=2000 npx vitest run --project testbed many-namespaces`.
 */
const count = Number(process.env.BINNACLE_NAMESPACES ?? 100)
const names = Array.from({ length: count }, (_, at) => `ns-${at}`)
const { signal } = new AbortController()

let bed: WriteBed
let token: string
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  bed = await startWriteBed()
  await allow(bed.admin, 'Role', 'guest', [
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
  ])
  token = await tokenOf(bed.admin, 'guest')
}, 120_000)
afterAll(() => bed.stop())

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return (performance.now() - since) / 1000
}

/** The same questions with nothing around them, as many at once. */
async function bare(): Promise<void> {
  const { url, caPem } = bed.weather
  const client = kubernetesClient({ url, caPem, token })
  const waiting = [...names]
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      await client.create('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb: 'list', resource: 'pods', namespace: next } },
      })
  }
  await Promise.all(Array.from({ length: 20 }, work))
  await client.close()
}

test('each namespace costs one question, and a question less than three bare requests', async () => {
  let asked = 0
  const counted: KubeSend = (request) => {
    asked += 1
    return kubeFetchWithToken(token)(request)
  }
  const ask = () =>
    reviewNamespaces(async () => ['default', ...names], { send: inLine(counted), signal })
  expect(await ask()).toEqual({ kind: 'namespaces', names: new Set(['default']) })
  expect(asked).toBe(count + 2)
  const [ours, least] = [await secondsOf(ask), await secondsOf(bare)]
  console.log(`${count} namespaces: ${ours.toFixed(2)} s; bare requests ${least.toFixed(2)} s`)
  expect(ours / least).toBeLessThan(3)
}, 120_000)
