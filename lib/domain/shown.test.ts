import { describe, expect, test } from 'vitest'
import type { Finding } from './finding'
import { type Shows, shownFindings, shownRefs } from './shown'

/** May see shop, and there everything but its rules and policies. */
const shows: Shows = (namespace, kind) =>
  namespace === 'shop' && kind !== 'DestinationRule' && kind !== 'PeerAuthentication'

const ref = (kind: string, namespace: string, name = 'secret') => ({ kind, namespace, name })

describe('an object that may not be read', () => {
  test.each([
    ['a DestinationRule that you may not see', ref('DestinationRule', 'shop')],
    ['a DestinationRule that you may not see', ref('DestinationRule', 'bank')],
    ['an HTTPRoute that you may not see', ref('HTTPRoute', 'bank')],
    ['a PeerAuthentication that you may not see', ref('PeerAuthentication', 'shop')],
    ['mesh policy', ref('PeerAuthentication', 'istio-system')],
  ])('is %s', (name, hidden) => {
    expect(shownRefs([hidden], shows)).toEqual([{ kind: hidden.kind, namespace: null, name }])
  })

  test('takes the words of a finding with it, and leaves what it means for a change', () => {
    const finding: Finding = {
      code: 'unknown-subset',
      severity: 'error',
      gate: 'block',
      title: 'DestinationRule shop/secret does not define v2',
      detail: 'Define it in shop/secret.',
      evidence: [
        ref('VirtualService', 'shop', 'front'),
        { ...ref('DestinationRule', 'shop'), path: '/spec/secret' },
      ],
    }
    const [shown] = shownFindings([finding], shows)
    expect(JSON.stringify(shown)).not.toContain('secret')
    expect(shown).toMatchObject({ code: 'unknown-subset', severity: 'error', gate: 'block' })
    expect(shown?.title).toMatch(/^A DestinationRule that you may not see: it does not define/)
    expect(shown?.evidence[0]).toEqual(ref('VirtualService', 'shop', 'front'))
  })
})

test('what may be read stays as it is', () => {
  const finding: Finding = {
    code: 'owned',
    severity: 'info',
    gate: 'inform',
    title: 'A title',
    detail: 'A detail',
    evidence: [ref('VirtualService', 'shop')],
  }
  expect(shownFindings([finding], shows)).toEqual([finding])
})
