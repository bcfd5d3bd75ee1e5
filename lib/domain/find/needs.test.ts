import { expect, test } from 'vitest'
import { type Extra, needsExtra } from './needs'
import { parseFind } from './parse'

const extras: Extra[] = ['latency', 'mtls', 'bytes']

test.each<[string, Extra[]]>([
  ['p95>200ms', ['latency']],
  ['cart or !p50<1s', ['latency']],
  ['plaintext>0', ['mtls']],
  ['mtls<100% bytes>1MB', ['mtls', 'bytes']],
  ['error>1% namespace:p95', []],
  ['p95', []],
])('%s looks at %j', (text, wanted) => {
  const reading = parseFind(text)
  const query = reading.kind === 'parsed' ? reading.query : []
  expect(query).not.toEqual([])
  expect(extras.filter((extra) => needsExtra(query, extra))).toEqual(wanted)
})
