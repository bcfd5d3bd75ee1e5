import { expect, test } from 'vitest'
import { requests, silence, workload } from './graph.fixtures'
import { graphVerdict } from './graph-verdict'

const healthy = { ...workload('cart'), in: requests(5), health: 'healthy' as const }
const degraded = { ...healthy, name: 'reviews', health: 'degraded' as const }
const failing = (name: string) => ({ ...healthy, name, health: 'failing' as const })
const silent = { ...workload('idle'), in: silence, out: silence }

test.each([
  ['the worst by name', [healthy, degraded, failing('pay')], 'Failing: pay.'],
  ['what is degraded where nothing fails', [healthy, degraded], 'Degraded: reviews.'],
  [
    'three names and how many more',
    ['a', 'b', 'c', 'd', 'e'].map(failing),
    'Failing: a, b, c and 2 more.',
  ],
  ['that nothing fails', [healthy, silent], 'Nothing fails of what has traffic.'],
  ['that there is nothing to judge', [silent], 'No traffic is seen.'],
])('the sentence tells %s', (_, nodes, sentence) => {
  expect(graphVerdict(nodes)).toBe(sentence)
})

test.each([
  ['how it does itself', [healthy], 'cart is healthy: 5 requests per second, 0\u00a0% errors.'],
  [
    'what fails around it after that',
    [healthy, failing('pay'), degraded],
    'cart is healthy: 5 requests per second, 0\u00a0% errors; failing around it: pay.',
  ],
  [
    'what it sends where nobody calls it',
    [{ ...healthy, in: silence, out: requests(2) }],
    'cart is healthy: it sends 2 requests per second, 0\u00a0% errors.',
  ],
  ['that nothing of it is seen', [{ ...healthy, in: silence }], 'No traffic of cart is seen.'],
])('of a picture of one thing, the sentence tells %s', (_, nodes, sentence) => {
  expect(graphVerdict(nodes, healthy.id)).toBe(sentence)
})
