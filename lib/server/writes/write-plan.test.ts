import { describe, expect, test } from 'vitest'
import type { Finding } from '../../domain/finding'
import { objectionTo, planHash, toAcknowledge } from './write-plan'

const now = 1_790_000_000_000
const patch = [{ op: 'test', path: '/metadata/uid', value: 'a1' }]

const finding = (code: string, gate: Finding['gate']): Finding => ({
  code,
  gate,
  severity: 'warning',
  title: '',
  detail: '',
  evidence: [],
})

const sent = { planHash: planHash(patch), plannedAt: now - 60_000, acknowledged: [] as string[] }
const plan = (findings: Finding[] = [], made: unknown = patch) => ({
  planHash: planHash(made),
  findings,
})

test('the hash of a patch is that of its meaning, not of its spelling', () => {
  expect(planHash([{ value: 'a1', path: '/metadata/uid', op: 'test' }])).toBe(planHash(patch))
  expect(planHash([])).not.toBe(planHash(patch))
  expect(planHash(patch)).toMatch(/^[0-9a-f]{64}$/)
})

describe('a plan that is sent back', () => {
  test('is carried out when it comes to the same again', () => {
    expect(objectionTo(sent, plan([finding('told', 'inform')]), now)).toBeNull()
  })

  test.each([
    ['older than ten minutes', now - 600_001, 'plan-expired'],
    ['from the future', now + 61_000, 'plan-expired'],
  ])('is not when it is %s', (_, plannedAt, code) => {
    expect(objectionTo({ ...sent, plannedAt }, plan(), now)).toEqual({ code })
  })

  test('is not when it comes to something else', () => {
    expect(objectionTo(sent, plan([], []), now)).toEqual({ code: 'plan-differs' })
  })

  test('is not when something blocks it, whatever was acknowledged', () => {
    const findings = [finding('no-host', 'block')]
    expect(objectionTo({ ...sent, acknowledged: ['no-host'] }, plan(findings), now)).toEqual({
      code: 'blocked',
    })
  })

  test('is not before every finding that wants it has been acknowledged', () => {
    const findings = [finding('no-pods', 'acknowledge'), finding('in-git', 'acknowledge')]
    const some = { ...sent, acknowledged: ['in-git'] }
    expect(objectionTo(some, plan(findings), now)).toEqual({
      code: 'acknowledgement-missing',
      missing: ['no-pods'],
    })
    const all = { ...sent, acknowledged: ['no-pods', 'in-git', 'more'] }
    expect(objectionTo(all, plan(findings), now)).toBeNull()
  })
})

test('codes are recorded once, in one order', () => {
  const findings = [
    finding('b', 'acknowledge'),
    finding('a', 'acknowledge'),
    finding('b', 'acknowledge'),
  ]
  expect(toAcknowledge(findings)).toEqual(['a', 'b'])
})
