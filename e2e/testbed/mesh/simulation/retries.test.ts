import { expect, test } from 'vitest'
import { isRetriable, type TryEnd } from './retries'

const end = (code: string, grpcStatus = '', isTimeout = false): TryEnd => ({
  code,
  grpcStatus,
  isTimeout,
})

test.each([
  ['5xx', end('500'), true],
  ['5xx', end('404'), false],
  ['5xx', end('0', '', true), true],
  ['gateway-error', end('503'), true],
  ['gateway-error', end('500'), false],
  ['retriable-4xx', end('409'), true],
  ['retriable-4xx', end('404'), false],
  ['503', end('503'), true],
  ['503', end('502'), false],
  ['unavailable', end('200', '14'), true],
  ['unavailable', end('200', '13'), false],
  ['cancelled', end('200', '1'), true],
  ['connect-failure', end('503'), false],
])('retryOn %s, %o: %s', (condition, ended, expected) => {
  const policy = { attempts: 2, on: [condition], perTryTimeoutMs: null }
  expect(isRetriable(policy, ended)).toBe(expected)
})

test('no attempts, no retry', () => {
  expect(isRetriable({ attempts: 0, on: ['5xx'], perTryTimeoutMs: null }, end('500'))).toBe(false)
})

test('one of several conditions is enough', () => {
  const policy = { attempts: 1, on: ['connect-failure', '503'], perTryTimeoutMs: null }
  expect(isRetriable(policy, end('503'))).toBe(true)
})
