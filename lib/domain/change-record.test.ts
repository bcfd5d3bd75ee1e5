import { expect, test } from 'vitest'
import { annotationOf, type ChangeRecord, isRecordTooLarge, withRecord } from './change-record'

const record = (id: number, reason: string | null = null): ChangeRecord<string> => ({
  id: `c${id}`,
  at: 1_790_000_000_000 + id,
  user: 'alice',
  reason,
  acknowledged: [],
  reverts: null,
  change: '80/20 to 50/50',
})

const many = (count: number, reason: string | null = null) =>
  Array.from({ length: count }, (_, id) => record(id, reason)).reduce<ChangeRecord<string>[]>(
    withRecord,
    [],
  )

test('the newest ten are kept, oldest first', () => {
  expect(many(12).map(({ id }) => id)).toEqual([
    'c2',
    'c3',
    'c4',
    'c5',
    'c6',
    'c7',
    'c8',
    'c9',
    'c10',
    'c11',
  ])
})

test('fewer are kept where they do not fit into 8 KiB of UTF-8', () => {
  const kept = many(12, 'ä'.repeat(1000))
  expect(kept.map(({ id }) => id)).toEqual(['c9', 'c10', 'c11'])
  expect(Buffer.byteLength(annotationOf(kept))).toBeLessThanOrEqual(8192)
})

test('a record that alone is too large is said to be', () => {
  expect(isRecordTooLarge(record(1))).toBe(false)
  expect(isRecordTooLarge(record(1, 'ä'.repeat(4096)))).toBe(true)
})
