import { expect, test } from 'vitest'
import { nodeBudget } from './node-budget'

test.each([
  ['a laptop', 1264, 800, 15],
  ['a wide screen', 1744, 980, 26],
  ['a telephone', 390, 640, 8],
  ['a wall', 5000, 2800, 60],
  ['nothing yet', 0, 0, 8],
])('%s of %d × %d has room for %d nodes', (_, width, height, nodes) => {
  expect(nodeBudget({ width, height })).toBe(nodes)
})
