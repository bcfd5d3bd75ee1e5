import { expect, test } from 'vitest'
import { riskOf, type VerdictFacts, verdictOf } from './verdict'

const strict: NonNullable<VerdictFacts['policy']> = {
  mode: 'STRICT',
  from: { scope: 'namespace', policy: { namespace: 'default', name: 'default' } },
  exceptions: [],
  unenforced: [],
}
const quiet: VerdictFacts = {
  heard: { now: true, before: true },
  policy: strict,
  enforcedWorkloads: 3,
  requestCount: 1204,
  connectionCount: null,
  encryptedShare: 1,
  plaintextNow: 0,
  plaintextRefused: 0,
  isPolicyNew: false,
  plaintextStopped: 0,
  refused: [],
  windowWords: 'the last 5 min',
}
const permissive = { ...strict, mode: 'PERMISSIVE' } as const
const exception = {
  workload: 'ratings',
  port: 9080,
  mode: 'DISABLE',
  policy: { namespace: 'default', name: 'ratings' },
} as const

test.each<[Partial<VerdictFacts>, string, string]>([
  [{}, 'strict', 'Strict, all of about 1,204 requests encrypted, nobody refused'],
  [
    { heard: { now: false, before: false }, requestCount: null, encryptedShare: null },
    'strict',
    'Strict, but what is encrypted now is not known',
  ],
  [
    { heard: { now: true, before: false } },
    'strict',
    'Strict, all of about 1,204 requests encrypted, who was refused is not known',
  ],
  [
    { heard: { now: false, before: true }, policy: null, requestCount: null },
    'unknown',
    'Policy not known, what is encrypted now is not known',
  ],
  [
    { policy: permissive, plaintextNow: 2, encryptedShare: 0.5 },
    'permissive',
    'Permissive, 2 callers block Strict',
  ],
  [
    { policy: permissive, plaintextNow: 1, encryptedShare: 0.5 },
    'permissive',
    'Permissive, 1 caller blocks Strict',
  ],
  [
    { refused: [{ source: 'batch/export-v1', code: '503', flags: 'UC', reportedBy: 'source' }] },
    'conflict',
    'Strict, but batch/export-v1 is refused (503 UC at the source)',
  ],
  [
    {
      refused: [
        { source: 'a/b', code: '', flags: 'DENY', reportedBy: 'ztunnel' },
        { source: 'c/d', code: '503', flags: 'UC', reportedBy: 'source' },
      ],
    },
    'conflict',
    'Strict, but a/b is refused (DENY at ztunnel), and 1 more',
  ],
  [
    { plaintextStopped: 1 },
    'strict',
    'Strict, all of about 1,204 requests encrypted, nobody refused; 1 plaintext caller stopped',
  ],
  [
    { requestCount: null, encryptedShare: null },
    'strict',
    'Strict, nothing seen in the last 5 min',
  ],
  [
    { requestCount: null, connectionCount: 12, encryptedShare: 0.999 },
    'strict',
    'Strict, 99.9 % of about 12 connections encrypted, nobody refused',
  ],
  [
    { policy: { ...strict, exceptions: [exception] } },
    'mixed',
    'Strict with 1 exception, all of about 1,204 requests encrypted, nobody refused',
  ],
  [
    { policy: { ...strict, unenforced: ['legacy'] } },
    'strict',
    'Strict, all of about 1,204 requests encrypted, nobody refused; 1 workload without a proxy',
  ],
  [
    { policy: { ...strict, mode: 'DISABLE' }, plaintextNow: 1, encryptedShare: 0 },
    'disabled',
    'Disabled, 1 caller in plaintext',
  ],
  [
    { plaintextNow: 1, encryptedShare: 0.5 },
    'strict',
    'Strict, yet 1 caller in plaintext to a workload that does not enforce it',
  ],
  // Set a moment ago: the window is older than the policy.
  [
    { plaintextRefused: 2, isPolicyNew: true, encryptedShare: 0.5 },
    'strict',
    'Strict, the last 5 min still count plaintext of 2 callers from before the change, which is refused now',
  ],
  [
    { plaintextRefused: 1, encryptedShare: 0.5 },
    'strict',
    'Strict, yet plaintext of 1 caller arrives that it forbids: a proxy may not have the policy',
  ],
  // A workload was set to Strict: its caller blocks nothing any more.
  [
    { policy: permissive, plaintextNow: 1, plaintextRefused: 1, isPolicyNew: true },
    'permissive',
    'Permissive, 1 caller blocks Strict; the last 5 min still count plaintext of 1 caller from before the change, which is refused now',
  ],
  [{ policy: null }, 'unknown', 'Policy not known, all of about 1,204 requests encrypted'],
  [
    { enforcedWorkloads: 0, plaintextNow: 3 },
    'none',
    'No workload has a sidecar or is in ambient: policies mean nothing here, 3 callers in plaintext',
  ],
  // Nearly all is not all.
  [
    { encryptedShare: 0.99999 },
    'strict',
    'Strict, 99.9 % of about 1,204 requests encrypted, nobody refused',
  ],
])('%j: %s', (change, word, sentence) => {
  expect(verdictOf({ ...quiet, ...change })).toEqual({ word, sentence })
})

test('refused goes before plaintext, plaintext before a mode that was never set', () => {
  const refused = riskOf({
    ...quiet,
    refused: [{ source: 'a', code: '503', flags: 'UC', reportedBy: 'source' }],
  })
  const plaintext = riskOf({ ...quiet, policy: permissive, plaintextNow: 9 })
  expect(refused).toBeGreaterThan(plaintext)
  expect(plaintext).toBeGreaterThan(riskOf({ ...quiet, policy: permissive }))
  expect(riskOf({ ...quiet, policy: permissive })).toBeGreaterThan(riskOf(quiet))
  // What a new policy has ended is no risk; what comes in spite of an old one is.
  const forbidden = { ...quiet, plaintextRefused: 1 }
  expect(riskOf({ ...forbidden, isPolicyNew: true })).toBe(riskOf(quiet))
  expect(riskOf(forbidden)).toBeGreaterThan(riskOf(quiet))
})
