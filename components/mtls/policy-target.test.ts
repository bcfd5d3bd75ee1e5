import { describe, expect, test } from 'vitest'
import { actionWords, type PolicyTarget, toBody } from './policy-target'

const whole: PolicyTarget = { workload: null, port: null, mode: 'STRICT' }

describe('what is chosen becomes what the API is asked', () => {
  test.each<[PolicyTarget, string, object]>([
    [whole, '', { mode: 'STRICT' }],
    [whole, ' audit ', { mode: 'STRICT', reason: 'audit' }],
    [{ ...whole, workload: 'ledger' }, '', { mode: 'STRICT', workload: 'ledger' }],
    [
      { workload: 'ledger', port: 8080, mode: 'DISABLE' },
      '',
      { mode: 'DISABLE', workload: 'ledger', port: 8080 },
    ],
    // A port that was chosen for a workload that no longer is.
    [{ ...whole, port: 8080 }, '', { mode: 'STRICT' }],
  ])('%j %s', (target, reason, body) => {
    expect(toBody(target, reason)).toEqual(body)
  })
})

test.each<[PolicyTarget, string]>([
  [whole, 'Set legacy to Strict'],
  [{ ...whole, mode: 'INHERIT' }, 'Let legacy inherit'],
  [{ workload: 'orders', port: null, mode: 'PERMISSIVE' }, 'Set orders to Permissive'],
  [{ workload: 'orders', port: 8080, mode: 'DISABLE' }, 'Set orders, port 8080 to Disabled'],
])('the button for %j reads: %s', (target, words) => {
  expect(actionWords('legacy', target)).toBe(words)
})
