import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Holes of what we build on, each with the first version of our line that has none. */
const floors = [
  ['next', '15.2.3', 'CVE-2025-29927', 'a header lets requests pass by the middleware'],
  ['next', '16.0.7', 'CVE-2025-55182', 'a request to a server component runs code'],
  ['react', '19.2.1', 'CVE-2025-55182', 'a request to a server component runs code'],
  ['react-dom', '19.2.1', 'CVE-2025-55182', 'a request to a server component runs code'],
  ['next', '16.0.10', 'CVE-2025-55184', 'a request to a server component never ends'],
  ['react', '19.2.3', 'CVE-2025-55184', 'a request to a server component never ends'],
] as const

const numbersOf = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10))

function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [numbersOf(version), numbersOf(floor)]
  const differs = need.findIndex((part, index) => have[index] !== part)
  return differs < 0 || (have[differs] ?? 0) > (need[differs] ?? 0)
}

const installed = (name: string): string => {
  const file = path.join(import.meta.dirname, 'node_modules', name, 'package.json')
  return JSON.parse(readFileSync(file, 'utf8')).version
}

test.each(floors)('%s is at least %s: %s, %s', (name, floor) => {
  expect(isAtLeast(installed(name), floor), `${name} ${installed(name)}`).toBe(true)
})

test('a version is compared by its numbers', () => {
  expect(isAtLeast('15.2.2', '15.2.3')).toBe(false)
  expect(isAtLeast('16.0.10', '16.0.7')).toBe(true)
  expect(isAtLeast('9.9.9', '19.2.1')).toBe(false)
})
