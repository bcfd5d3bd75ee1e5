import { describe, expect, test } from 'vitest'
import { healthOf, worstHealth } from './health'

test.each([
  [null, 'unknown'],
  [0, 'healthy'],
  [0.0009, 'healthy'],
  [0.001, 'degraded'],
  [0.0999, 'degraded'],
  [0.1, 'failing'],
  [1, 'failing'],
] as const)('an error ratio of %s is %s', (ratio, health) => expect(healthOf(ratio)).toBe(health))

describe('the worst of several', () => {
  test.each([
    [['healthy', 'failing', 'degraded'], 'failing'],
    [['healthy', 'degraded'], 'degraded'],
    [['unknown', 'healthy'], 'healthy'],
    [['unknown'], 'unknown'],
    [[], 'unknown'],
  ] as const)('of %j is %s', (healths, worst) => expect(worstHealth(healths)).toBe(worst))
})
