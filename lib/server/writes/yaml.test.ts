import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { toYaml, yamlOf } from './yaml'

test('what is the same object in two places is written out in both', () => {
  const labels = { version: 'v1' }
  const text = yamlOf({ subsets: [{ labels }, { labels }] })
  expect(text).not.toMatch(/[&*]/)
  expect(parse(text)).toEqual({ subsets: [{ labels }, { labels }] })
})

test('long lines stay whole, and the managers’ lists of fields are left out', () => {
  const words = 'word '.repeat(60).trim()
  const text = toYaml({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: {
      ...{ namespace: 'default', name: 'reviews', uid: 'a1', generation: 1 },
      annotations: { words },
      managedFields: [{ manager: 'kubectl' }],
    },
    spec: { hosts: ['reviews'] },
  })
  expect(text).toContain(`    words: ${words}\n`)
  expect(text).not.toContain('managedFields')
})
