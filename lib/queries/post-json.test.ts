import { afterEach, expect, test, vi } from 'vitest'
import { postJson } from './post-json'

afterEach(() => vi.unstubAllGlobals())

test('sends JSON, which is all that the server takes', async () => {
  const fetched = vi.fn(() => Promise.resolve(Response.json({ data: 1 })))
  vi.stubGlobal('fetch', fetched)
  expect(await postJson('/api/v1/x', { weights: [50, 50] })).toEqual({ data: 1 })
  expect(fetched).toHaveBeenCalledWith('/api/v1/x', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: '{"weights":[50,50]}',
  })
})

test('keeps all that a refusal says', async () => {
  const refusal = { title: 'Somebody has moved weights', status: 409, code: 'moved', plan: null }
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(refusal, { status: 409 })))
  await expect(postJson('/api/v1/x', {})).rejects.toMatchObject({ problem: refusal })
})

test('says so when the answer is lost on its way', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
  await expect(postJson('/api/v1/x', {})).rejects.toMatchObject({ problem: { status: 0 } })
})
