import { expect, test } from 'vitest'
import { troubleSince } from './trouble-since'

const course = (...shares: (number | null)[]) => ({
  times: shares.map((_, at) => at * 1000),
  requests: shares.map((share) => (share === null ? null : 10)),
  errors: shares.map((share) => (share === null ? null : share * 10)),
})

test.each([
  ['nothing seen', course(null, null), { kind: 'none' }],
  ['all is well', course(0, 0, 0), { kind: 'none' }],
  ['it is over', course(0, 0.5, 0), { kind: 'none' }],
  ['since a moment', course(0, 0, 0.5, 0.5), { kind: 'trouble', since: 2000 }],
  ['only the last run counts', course(0.5, 0, 0.5, 0.2), { kind: 'trouble', since: 2000 }],
  ['silence breaks no run', course(0, 0.5, null, 0.5), { kind: 'trouble', since: 1000 }],
  ['silence at the end neither', course(0, 0.5, null), { kind: 'trouble', since: 1000 }],
  ['silence starts none', course(null, 0.5), { kind: 'trouble', since: null }],
  ['from before what was looked at', course(0.5, 0.5), { kind: 'trouble', since: null }],
  ['a share below the threshold is none', course(0.0009, 0.0009), { kind: 'none' }],
] as const)('%s', (_, seen, expected) => {
  expect(troubleSince(seen)).toEqual(expected)
})
