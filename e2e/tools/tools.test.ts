import { expect, test } from 'vitest'
import * as chromium from './chromium.mjs'
import * as prometheus from './prometheus.mjs'
import { checksumOf } from './release.mjs'
import { toolVariables } from './tools.mjs'
import * as victoriaMetrics from './victoria-metrics.mjs'

test.each([
  ['prometheus, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds-5)\n', '2.42.0'],
  ['prometheus, version 3.16.0 (branch: HEAD, revision: unknown)', '3.16.0'],
  ['command not found', null],
])('reads the version of Prometheus from %j', (text, version) => {
  expect(prometheus.versionIn(text)).toBe(version)
})

test.each([
  ['2.24.1', false],
  ['2.38.9', false],
  ['2.39.0', true],
  ['3.0.0', true],
])('a Prometheus %s takes samples of the past: %s', (version, verdict) => {
  expect(prometheus.isNewEnough(version)).toBe(verdict)
})

test('finds the checksum of one file among those of a release', () => {
  const sums = 'aa11  prometheus-3.16.0.darwin-arm64.tar.gz\nbb22  prometheus.tar.gz\n'
  expect(checksumOf('prometheus.tar.gz', sums)).toBe('bb22')
  expect(checksumOf('other.tar.gz', sums)).toBeNull()
})

test.each([
  ['Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)', '156.0.8078.79'],
  ['Google Chrome 150.0.1.2 ', '150.0.1.2'],
  ['Google Chrome for Testing 149.0.7000.1', '149.0.7000.1'],
  ["Command '/usr/bin/chromium-browser' requires the chromium snap to be installed.", null],
])('reads the version of Chromium from %j', (text, version) => {
  expect(chromium.versionIn(text)).toBe(version)
})

test.each([
  ['victoria-metrics-20240718-125207-tags-v1.102.0-0-gf5c9d30dd5', '1.102.0'],
  ['', null],
  ['victoria-metrics: command not found', null],
])('reads the version of VictoriaMetrics from %j', (text, version) => {
  expect(victoriaMetrics.versionIn(text)).toBe(version)
})

test('hands the programs on by their variables', () => {
  expect(toolVariables({ prometheus: '/p' })).toEqual({ BINNACLE_PROMETHEUS_BINARY: '/p' })
})
