import { expect, test } from 'vitest'
import type { HealthReason } from '@/lib/domain/health/health'
import { healthReasonWords } from './health-reason'

const thresholds = { degraded: 0.001, failing: 0.1 }

const read = (reason: HealthReason | null) => healthReasonWords(reason).replaceAll('\u00a0', ' ')

test.each<[HealthReason | null, string]>([
  [null, ''],
  [
    { measure: 'errors', ratio: 0.021, thresholds, setBy: null },
    '2.1 % failed: degraded from 0.1 %, failing from 10 %.',
  ],
  [
    { measure: 'clientErrors', ratio: 0.3, thresholds, setBy: 'shop/cart' },
    '30 % refused for the caller’s own fault (4xx): degraded from 0.1 %, failing from 10 %, as shop/cart asks for.',
  ],
  [
    { measure: 'tooFewRequests', requests: 3.8, minimum: 10, setBy: null },
    'About 4 seen: fewer than 10 say nothing of health.',
  ],
])('%j reads %s', (reason, words) => expect(read(reason)).toBe(words))
