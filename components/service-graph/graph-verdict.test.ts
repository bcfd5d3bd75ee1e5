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
