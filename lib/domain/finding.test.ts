import { expect, test } from 'vitest'
import { bySeverity, type Finding } from './finding'

const finding = (code: string, severity: Finding['severity']): Finding => ({
  code,
  severity,
  gate: 'inform',
  title: '',
  detail: '',
  evidence: [],
})

test('sorts the worst first and keeps the order of equals', () => {
  const found = [
    finding('a', 'info'),
    finding('b', 'error'),
    finding('c', 'warning'),
    finding('d', 'error'),
  ]
  expect(found.sort(bySeverity).map(({ code }) => code)).toEqual(['b', 'd', 'c', 'a'])
})
