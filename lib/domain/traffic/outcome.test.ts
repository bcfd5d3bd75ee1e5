import { describe, expect, test } from 'vitest'
import { errorRatio, outcomeOf } from './outcome'

const rate = (code: string, grpcStatus: string | null = null, flags = '-') => ({
  code,
  grpcStatus,
  flags,
  requestsPerSecond: 1,
})

describe('what became of a request', () => {
  test.each([
    ['a page', rate('200'), 'answered'],
    ['not found', rate('404', null, 'NR'), 'clientError'],
    ['rate limited', rate('429', null, 'RL'), 'clientError'],
    ['an error of the server', rate('500'), 'failed'],
    ['no healthy host', rate('503', null, 'UH'), 'failed'],
    ['no response was started', rate('0', null, 'UF,URX'), 'failed'],
    ['the client hung up', rate('0', null, 'DC'), 'cancelled'],
    ['the client hung up, among other things', rate('0', null, 'UT,DC'), 'cancelled'],
    ['gRPC OK', rate('200', '0'), 'answered'],
    ['gRPC CANCELLED', rate('200', '1'), 'cancelled'],
    ['gRPC UNKNOWN', rate('200', '2'), 'failed'],
    ['gRPC NOT_FOUND', rate('200', '5'), 'clientError'],
    ['gRPC RESOURCE_EXHAUSTED', rate('200', '8'), 'clientError'],
    ['gRPC UNAVAILABLE', rate('200', '14'), 'failed'],
    ['gRPC UNAUTHENTICATED', rate('200', '16'), 'clientError'],
    ['a gRPC status that does not exist', rate('200', '99'), 'failed'],
    ['gRPC over a failing HTTP', rate('503', null, 'UF'), 'failed'],
    ['gRPC whose client hung up', rate('0', '1', 'DC'), 'cancelled'],
    ['a series whose code was taken away', rate(''), 'unknown'],
  ] as const)('%s', (_, one, outcome) => expect(outcomeOf(one)).toBe(outcome))
})

describe('the error ratio', () => {
  test('is failed ÷ all, and a client that hung up is one of all', () => {
    expect(errorRatio([rate('200'), rate('200'), rate('503'), rate('0', null, 'DC')])).toBe(0.25)
  })
  test('is not known when nothing was sent', () => expect(errorRatio([])).toBeNull())
  test('is not known when no code was reported', () => expect(errorRatio([rate('')])).toBeNull())
  test('is zero when all were answered', () => expect(errorRatio([rate('200')])).toBe(0))
})
