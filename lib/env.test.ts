import { describe, expect, test } from 'vitest'
import { isLoopback, parseEnv } from './env'

const parse = (variables: Record<string, string>) =>
  parseEnv({ NODE_ENV: 'test', ...variables } as NodeJS.ProcessEnv)

describe('an accepted environment', () => {
  test('outside a cluster nothing has to be set', () => {
    expect(parse({})).toEqual({
      kind: 'accepted',
      env: {
        auth: 'kubeconfig',
        viewOnly: false,
        publicUrl: null,
        sessionKey: null,
        oidc: null,
        header: null,
        impersonateSystem: [],
        embed: null,
        prometheusUrl: 'http://localhost:9090',
        prometheusService: null,
        prometheusMatchers: null,
        prometheusTenant: null,
        prometheusTokenFile: null,
        prometheusCaFile: null,
        prometheusCertificateFile: null,
        prometheusKeyFile: null,
        kubeconfig: null,
        host: '127.0.0.1',
        port: 3000,
        inCluster: false,
      },
    })
  })

  test.each([
    [
      'a path prefix stays',
      'https://metrics.example/prometheus/',
      'https://metrics.example/prometheus',
    ],
    ['a query is dropped', 'http://thanos:9090/?dedup=true', 'http://thanos:9090'],
  ])('Prometheus: %s', (_, BINNACLE_PROMETHEUS_URL, prometheusUrl) => {
    expect(parse({ BINNACLE_PROMETHEUS_URL })).toMatchObject({ env: { prometheusUrl } })
  })

  test('an empty value is the same as none', () => {
    expect(parse({ BINNACLE_AUTH: '', PORT: '', KUBECONFIG: '' })).toEqual(parse({}))
  })

  test('anonymous may listen anywhere and run inside a cluster', () => {
    const env = { BINNACLE_AUTH: 'anonymous', HOST: '0.0.0.0', KUBERNETES_SERVICE_HOST: '10.0.0.1' }
    expect(parse(env)).toMatchObject({
      env: { auth: 'anonymous', host: '0.0.0.0', inCluster: true },
    })
  })
})

describe('a refused environment names the variable', () => {
  test.each([
    [
      'a mode that does not exist',
      { BINNACLE_AUTH: 'nonsense' },
      /^BINNACLE_AUTH must be one of: kubeconfig, anonymous, token, oidc, header\.$/,
    ],
    [
      'no mode inside a cluster',
      { KUBERNETES_SERVICE_HOST: '10.0.0.1' },
      /^BINNACLE_AUTH is not set.*anonymous/,
    ],
    [
      'matchers that Prometheus would not read',
      { BINNACLE_PROMETHEUS_MATCHERS: 'cluster=east' },
      /^BINNACLE_PROMETHEUS_MATCHERS must be matchers/,
    ],
    [
      'matchers that end their selector',
      { BINNACLE_PROMETHEUS_MATCHERS: 'a="b"} or up{' },
      /^BINNACLE_PROMETHEUS_MATCHERS/,
    ],
    [
      'a tenant with a line break',
      { BINNACLE_PROMETHEUS_TENANT: 'a\nb' },
      /^BINNACLE_PROMETHEUS_TENANT/,
    ],
    [
      'a token file that is not there',
      { BINNACLE_PROMETHEUS_TOKEN_FILE: '/nowhere/token' },
      /^BINNACLE_PROMETHEUS_TOKEN_FILE must be the path of a file/,
    ],
    [
      'a client certificate without its key',
      { BINNACLE_PROMETHEUS_CERT_FILE: import.meta.filename },
      /^BINNACLE_PROMETHEUS_CERT_FILE and BINNACLE_PROMETHEUS_KEY_FILE/,
    ],
    ['kubeconfig open to the network', { HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0.*kubeconfig/],
    ['kubeconfig on a public name', { HOST: 'binnacle.example' }, /^HOST is binnacle\.example/],
    [
      'another scheme',
      { BINNACLE_PROMETHEUS_URL: 'file:///etc/passwd' },
      /^BINNACLE_PROMETHEUS_URL must be an http/,
    ],
    [
      'no address',
      { BINNACLE_PROMETHEUS_URL: 'prometheus' },
      /^BINNACLE_PROMETHEUS_URL must be an http/,
    ],
    ['a port out of range', { PORT: '70000' }, /^PORT must be a number/],
    ['a port in words', { PORT: 'http' }, /^PORT must be a number/],
  ] as const)('%s', (_, variables, sentence) => {
    expect(parse(variables)).toEqual({ kind: 'refused', sentence: expect.stringMatching(sentence) })
  })

  test.each(['admin', ''])('without repeating a password of the user %j', (user) => {
    const parsed = parse({ BINNACLE_PROMETHEUS_URL: `http://${user}:hunter2@prometheus:9090` })
    expect(parsed).toMatchObject({ kind: 'refused' })
    expect(JSON.stringify(parsed)).not.toContain('hunter2')
  })
})

test.each([
  ['localhost', true],
  ['LOCALHOST', true],
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['[::1]', true],
  ['localhost.evil.example', false],
  ['127.0.0.1.nip.io', false],
  ['0.0.0.0', false],
])('%s is this machine only: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
