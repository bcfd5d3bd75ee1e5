import { describe, expect, test } from 'vitest'
import type { Finding } from '../finding'
import { attentionOf, byAttention } from './attention'
import type { DestinationObservation, SplitRoute } from './split'
import { destination, route, split } from './split.fixtures'

const finding = (severity: Finding['severity'], title: string): Finding => ({
  code: title,
  severity,
  gate: 'inform',
  title,
  detail: '',
  evidence: [],
})

const seen = (more: Partial<DestinationObservation>): DestinationObservation => ({
  requestsPerSecond: 10,
  share: 0.2,
  shareInterval: [0.18, 0.22],
  errorRatio: 0,
  p95Ms: null,
  ...more,
})

const observed = (more: object = {}): SplitRoute['observed'] => ({
  kind: 'observed',
  counted: 'requests',
  perSecond: 10,
  count: 3000,
  enough: true,
  lost: null,
  ...more,
})

const withV2 = (v2: DestinationObservation | null, of = observed()) =>
  split({
    routes: [
      route([destination('v1', 80), destination('v2', 20, { observed: v2 })], { observed: of }),
    ],
  })

const calm = split({ routes: [route([destination('v1', 100), destination('v2', 0)])] })

describe('a split is looked at', () => {
  test.each([
    [
      'now',
      'an error among its findings',
      split({ findings: [finding('error', 'No such subset')] }),
      'No such subset',
    ],
    [
      'soon',
      'a warning among its findings',
      split({ findings: [finding('warning', 'No pod')] }),
      'No pod',
    ],
    ['now', 'a version that fails', withV2(seen({ errorRatio: 0.4 })), 'v2 fails'],
    ['soon', 'a version with errors', withV2(seen({ errorRatio: 0.02 })), 'v2 has errors'],
    [
      'now',
      'requests that get lost',
      withV2(seen({}), observed({ lost: { perSecond: 1, share: 0.05, flags: [] } })),
      'requests get lost',
    ],
    [
      'soon',
      'observed shares off the configured',
      withV2(seen({ share: 0.05, shareInterval: [0.03, 0.07] })),
      'observed is not as configured',
    ],
    ['moving', 'traffic that is divided', split(), 'traffic is divided'],
  ])('%s for %s', (level, _, one, reason) => {
    const attention = attentionOf(one)
    expect(attention.level).toBe(level)
    expect(attention.reasons[0]).toBe(reason)
  })

  test('now when somebody has written over the last change', () => {
    const changedBack = { changeId: 'c', routes: [], manager: null, at: null }
    expect(attentionOf(split({ changedBack })).level).toBe('now')
  })

  test('not at all when everything goes to one place and is well', () => {
    expect(attentionOf(calm)).toEqual({ level: 'none', reasons: [] })
  })

  test('not for a note', () => {
    expect(attentionOf({ ...calm, findings: [finding('info', 'By the way')] }).level).toBe('none')
  })
})

describe('nothing is concluded', () => {
  test('from what was not seen', () => {
    expect(attentionOf(withV2(null)).level).toBe('moving')
  })

  test('from too few requests', () => {
    const few = observed({ enough: false })
    const rough = seen({ errorRatio: 1, share: 0, shareInterval: [0, 0.1] })
    expect(attentionOf(withV2(rough, few)).level).toBe('moving')
  })

  test('from a share that 95 % would call off and 99.9 % would not', () => {
    const close = seen({ share: 0.17, shareInterval: [0.145, 0.195] })
    expect(attentionOf(withV2(close)).level).toBe('moving')
  })

  test('from a difference of less than two points, however sure', () => {
    const sure = seen({ share: 0.19, shareInterval: [0.189, 0.191] })
    expect(attentionOf(withV2(sure)).level).toBe('moving')
  })
})

test('sorts by urgency, then by traffic, then by name', () => {
  const busy = {
    ...calm,
    id: 'z',
    routes: calm.routes.map((one) => ({ ...one, observed: observed({ perSecond: 90 }) })),
  }
  const quiet = {
    ...calm,
    id: 'b',
    routes: calm.routes.map((one) => ({ ...one, observed: observed() })),
  }
  const broken = split({ id: 'y', findings: [finding('error', 'No such subset')] })
  const order = byAttention([{ ...quiet, id: 'c' }, quiet, busy, split({ id: 'x' }), broken])
  expect(order.map((one) => one.split.id)).toEqual(['y', 'x', 'z', 'b', 'c'])
})
