import { describe, expect, test } from 'vitest'
import { defaultHealthRule, judge } from './health'
import { parseHealthRule } from './health-rule'

const rule = (text: string) => {
  const reading = parseHealthRule(text, 'shop/cart')
  if (reading.kind === 'refused') throw new Error(reading.why)
  return reading.rule
}

describe('a service’s own thresholds', () => {
  test.each([
    ['', {}],
    ['errors=1%/20%', { errors: { degraded: 0.01, failing: 0.2 } }],
    [
      'errors = 1% / 20% , minimum = 50',
      { errors: { degraded: 0.01, failing: 0.2 }, minimumRequests: 50 },
    ],
    ['clientErrors=off', { clientErrors: null }],
    ['errors=0.05%', { errors: { degraded: 0.0005, failing: 0.0005 } }],
  ])('%s', (text, expected) => {
    expect(rule(text)).toEqual({ ...defaultHealthRule, setBy: 'shop/cart', ...expected })
  })

  test.each([
    'errors',
    'errors=1',
    'errors=0%',
    'errors=20%/1%',
    'errors=101%',
    'minimum=few',
    '5xx=1%',
  ])('%s is refused with a sentence', (text) => {
    const reading = parseHealthRule(text, 'shop/cart')
    expect(reading).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/want|there is no/),
    })
  })
})

const seen = (errorRatio: number | null, clientErrorRatio = 0, requests = 1000) => ({
  requests,
  errorRatio,
  clientErrorRatio,
})

describe('health', () => {
  test.each([
    ['nothing seen is not known', seen(null), 'unknown'],
    ['no errors', seen(0), 'healthy'],
    ['just below degraded', seen(0.00099), 'healthy'],
    ['degraded from 0.1 %', seen(0.001), 'degraded'],
    ['failing from 10 %', seen(0.1), 'failing'],
    ['4xx have thresholds of their own', seen(0, 0.0999), 'healthy'],
    ['4xx degrade from 10 %', seen(0, 0.1), 'degraded'],
    ['4xx fail from 20 %', seen(0, 0.2), 'failing'],
    ['the worse of the two counts', seen(0.001, 0.2), 'failing'],
    ['a single failure is no colour', seen(1, 0, 1), 'unknown'],
    ['an increase of ten may read 9.7', seen(1, 0, 9.7), 'failing'],
  ] as const)('%s', (_, outcomes, health) => {
    expect(judge(outcomes).health).toBe(health)
  })

  test('says what decided', () => {
    expect(judge(seen(0.02, 0.15)).healthReason).toEqual({
      measure: 'errors',
      ratio: 0.02,
      thresholds: { degraded: 0.001, failing: 0.1 },
      setBy: null,
    })
    expect(judge(seen(0, 0.15)).healthReason).toMatchObject({ measure: 'clientErrors' })
    expect(judge(seen(1, 0, 3)).healthReason).toEqual({
      measure: 'tooFewRequests',
      requests: 3,
      minimum: 10,
      setBy: null,
    })
  })

  test('healthy by the defaults has nothing to add; by a service’s own rule it says which', () => {
    expect(judge(seen(0)).healthReason).toBeNull()
    expect(judge(seen(0.02), rule('errors=5%/20%'))).toEqual({
      health: 'healthy',
      healthReason: {
        measure: 'errors',
        ratio: 0.02,
        thresholds: { degraded: 0.05, failing: 0.2 },
        setBy: 'shop/cart',
      },
    })
  })

  test('what is off is not held against', () => {
    expect(judge(seen(1), rule('errors=off')).health).toBe('healthy')
    expect(judge(seen(1), rule('errors=off,clientErrors=off')).healthReason).toBeNull()
  })
})
