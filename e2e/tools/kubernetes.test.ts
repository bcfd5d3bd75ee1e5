import { describe, expect, test } from 'vitest'
import { isGoNewEnough, isRegistryRefusal, toGoError } from './go.mjs'
import { excuse, versionIn } from './kubernetes.mjs'

test.each([
  ['Kubernetes v1.37.2\n', '1.37.2'],
  ['etcd Version: 3.7.0\nGit SHA: Not provided\nGo Version: go1.26.8\n', '3.7.0'],
  ['command not found', null],
])('reads the version from %j', (text, version) => {
  expect(versionIn(text)).toBe(version)
})

test.each([
  ['go1.24.9', false],
  ['go1.25', true],
  ['go1.26.8', true],
  ['go2.0.0', true],
  ['devel', false],
])('Go 1.25 is asked for and %s is there: %s', (version, verdict) => {
  expect(isGoNewEnough(version, { major: 1, minor: 25 })).toBe(verdict)
})

const failed = (lines: string) => toGoError(new Error(`go build ended with code 1\n${lines}`))

describe('a build that failed', () => {
  test.each([
    'k8s.io/api@v0.37.2: reading https://modules.example/k8s.io/api/@v/v0.37.2.zip: 403 Forbidden',
    'go: downloading: Get "https://modules.example/x": dial tcp: lookup modules.example: no such host',
    'verifying module: https://sums.example/lookup: 502 Bad Gateway',
  ])('for want of a module: %s', (line) => {
    const error = failed(line)
    expect(isRegistryRefusal(error)).toBe(true)
    expect(error.message).toContain('could not be downloaded')
    expect(error.message).toContain(line)
  })

  test.each(['cmd/main.go:40:3: undefined: options', 'link: signal: killed'])(
    'for a reason of its own: %s',
    (line) => {
      expect(isRegistryRefusal(failed(line))).toBe(false)
    },
  )
})

/** As the search for a tool ends that could not be had in any way. */
const missing = (way: Error) =>
  new Error('kube-apiserver is missing: it could not be fetched.\n  a build …', {
    cause: new AggregateError([new Error(`a build: ${way.message}`, { cause: way })]),
  })

test.each([
  ['a registry that refuses, even in CI', failed('x: 403 Forbidden'), true, true, /module/],
  ['a machine without Go', new Error('no way'), true, false, /no Go/],
  [
    'a broken build on a developer’s machine',
    failed('undefined: x'),
    false,
    true,
    /^kube-api.*\.$/,
  ],
  ['a broken build in CI', failed('undefined: x'), true, true, null],
] as const)('the real API server may be missing with %s: %#', (_, error, isCI, hasGo, words) => {
  const why = excuse(missing(error), { isCI, hasGo })
  if (words) expect(why).toMatch(words)
  else expect(why).toBeNull()
})
