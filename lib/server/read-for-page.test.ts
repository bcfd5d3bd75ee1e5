import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Viewer } from '../identity/viewer'
import { readForPage } from './read-for-page'

const viewer: Viewer = {
  user: 'alice',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
vi.mock('next/headers', () => ({ headers: async () => new Headers() }))
vi.mock('../identity/current-viewer', () => ({ readViewer: async () => viewer }))

let logged: string[] = []
beforeEach(() => {
  logged = []
  vi.spyOn(console, 'error').mockImplementation((line: string) => void logged.push(line))
})
afterEach(() => vi.restoreAllMocks())

const answer = { data: 'a graph', warnings: [], observedAt: 0, window: 60 }

test('a page has the reader’s answer, for its viewer', async () => {
  const read = vi.fn(async () => answer)
  expect(await readForPage(read, { view: 'app' })).toBe(answer)
  expect(read).toHaveBeenCalledWith({ view: 'app' }, expect.objectContaining({ viewer }))
})

test('a page stands without an answer that fails, which is logged', async () => {
  expect(await readForPage(() => Promise.reject(new Error('down')), null)).toBeNull()
  expect(logged).toHaveLength(1)
})

test('a page does not wait for an answer that is late, and tells the reader', async () => {
  let told: AbortSignal | undefined
  const late = readForPage(
    (_, { signal }) => {
      told = signal
      return new Promise<typeof answer>(() => undefined)
    },
    null,
    5,
  )
  expect(await late).toBeNull()
  expect(told?.aborted).toBe(true)
  expect(logged).toEqual([])
})
