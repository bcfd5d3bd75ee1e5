import { describe, expect, test } from 'vitest'
import { withPatch } from '../json-patch'
import type { WrittenMode } from './mesh'
import { newPolicy, type PolicyRecord, policyPatch, takenBack } from './policy-patch'

const record = (change: Partial<PolicyRecord['change']> = {}): PolicyRecord => ({
  id: 'one',
  at: 1,
  user: 'ada',
  reason: null,
  acknowledged: [],
  reverts: null,
  change: {
    workload: null,
    port: null,
    before: 'PERMISSIVE',
    after: 'STRICT',
    created: false,
    ...change,
  },
})

const object = (spec: unknown) => ({
  metadata: { uid: 'u', generation: 3, annotations: { owner: 'team-a' } },
  spec,
})

const patched = (spec: unknown, mode: WrittenMode, port: number | null = null) =>
  withPatch(
    object(spec),
    policyPatch(object(spec), { port, mode }, { records: [], next: record() }),
  )

describe('the patch', () => {
  test.each<[string, unknown, number | null, unknown]>([
    ['replaces the mode', { mtls: { mode: 'PERMISSIVE' } }, null, { mtls: { mode: 'STRICT' } }],
    ['makes the mode', { mtls: {} }, null, { mtls: { mode: 'STRICT' } }],
    ['makes mtls', {}, null, { mtls: { mode: 'STRICT' } }],
    ['makes the spec', undefined, null, { mtls: { mode: 'STRICT' } }],
    [
      'keeps everything else',
      { selector: { matchLabels: { app: 'a' } }, portLevelMtls: { 1: { mode: 'DISABLE' } } },
      null,
      {
        selector: { matchLabels: { app: 'a' } },
        portLevelMtls: { 1: { mode: 'DISABLE' } },
        mtls: { mode: 'STRICT' },
      },
    ],
    [
      'sets one port',
      { portLevelMtls: { 1: { mode: 'DISABLE' } } },
      9080,
      { portLevelMtls: { 1: { mode: 'DISABLE' }, 9080: { mode: 'STRICT' } } },
    ],
    ['makes the ports', {}, 9080, { portLevelMtls: { 9080: { mode: 'STRICT' } } }],
  ])('%s', (_, spec, port, expected) => {
    expect(patched(spec, 'STRICT', port).spec).toEqual(expected)
  })

  test('inherits by UNSET, and deletes nothing', () => {
    expect(patched({ mtls: { mode: 'STRICT' } }, 'UNSET').spec).toEqual({ mtls: { mode: 'UNSET' } })
  })

  test('tests the very object, its generation, the old mode and the old record', () => {
    const one = object({ mtls: { mode: 'PERMISSIVE' } })
    const patch = policyPatch(one, { port: null, mode: 'STRICT' }, { records: [], next: record() })
    expect(patch.filter(({ op }) => op === 'test')).toEqual([
      { op: 'test', path: '/metadata/uid', value: 'u' },
      { op: 'test', path: '/metadata/generation', value: 3 },
      { op: 'test', path: '/spec/mtls/mode', value: 'PERMISSIVE' },
      { op: 'test', path: '/metadata/annotations/binnacle.dev~1changes', value: null },
    ])
  })
})

test('a new policy as the article writes it', () => {
  const wish = { namespace: 'default', workload: null, port: null, mode: 'STRICT' } as const
  const made = newPolicy(
    wish,
    { name: 'default', selector: {} },
    record({ created: true }),
    'security.istio.io/v1',
  )
  expect(made).toMatchObject({
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'default' },
    spec: { mtls: { mode: 'STRICT' } },
  })
  expect(made.spec).not.toHaveProperty('selector')
})

describe('taking back', () => {
  const untouched = { written: 'STRICT', untouched: true, records: [record()] } as const
  test.each([
    ['deletes what was made here and left alone', { created: true }, untouched, { kind: 'delete' }],
    [
      'writes what was there before',
      {},
      { ...untouched, untouched: false },
      { kind: 'write', mode: 'PERMISSIVE' },
    ],
    [
      'keeps what was made here and changed since',
      { created: true, before: null },
      { ...untouched, untouched: false },
      { kind: 'write', mode: 'UNSET' },
    ],
  ] as const)('%s', (_, change, now, expected) => {
    expect(takenBack(record(change), now)).toEqual(expected)
  })

  test('is refused where somebody has written since', () => {
    const now = { written: 'DISABLE', untouched: false, records: [] } as const
    expect(takenBack(record(), now).kind).toBe('refused')
  })
})
