import { expect, test } from 'vitest'
import type { Mark } from '@/lib/domain/service-graph/graph'
import { markDetails, objectWords } from './mark-words'

const by = { kind: 'VirtualService', namespace: 'shop', name: 'cart' }

test.each<[Mark, string | null]>([
  [
    {
      kind: 'fault',
      by,
      abort: { percentage: 10, status: '503' },
      delay: { percentage: 0.5, delayMs: 2000 },
    },
    '10 % aborted with 503, 0.5 % delayed by 2 s',
  ],
  [{ kind: 'mirror', by, host: 'cart', subset: 'v2', percentage: 100 }, '100 % copied to cart v2'],
  [{ kind: 'timeout', by, timeoutMs: 500 }, 'given up after 500 ms'],
  [
    { kind: 'circuitBreaker', by, limits: ['maxConnections: 1', 'a: 2'] },
    'maxConnections: 1, a: 2',
  ],
  [{ kind: 'plaintext', share: 0.25 }, '25 % of what was measured'],
  [{ kind: 'idle' }, null],
])('%j says %s', (mark, words) => {
  expect(markDetails(mark)?.words.replaceAll('\u00a0', ' ') ?? null).toBe(words)
})

test('an object is named as kubectl would', () => {
  expect(objectWords(by)).toBe('VirtualService shop/cart')
  expect(objectWords({ kind: 'Namespace', namespace: null, name: 'shop' })).toBe('Namespace shop')
})
