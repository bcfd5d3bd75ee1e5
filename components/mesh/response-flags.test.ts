import { expect, test } from 'vitest'
import { responseFlags } from './response-flags'

test('a request without a flag has none to explain', () => {
  expect(responseFlags('-')).toEqual([])
})

test('joined flags are explained one by one, and an unknown one is shown as it is', () => {
  expect(responseFlags('UF,URX,XYZ')).toEqual([
    { flag: 'UF', meaning: 'connecting to the destination failed' },
    { flag: 'URX', meaning: 'gave up after all retries' },
    { flag: 'XYZ', meaning: null },
  ])
})
