import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { prometheusEnv, prometheusVariables } from './prometheus'

const through = 'kubernetes://istio-system/services/prometheus:9090'

const parse = (variables: Record<string, string>, auth = 'kubeconfig') => {
  const parsed = z.object(prometheusVariables).safeParse(variables)
  if (parsed.success) return prometheusEnv(parsed.data, auth)
  const [issue] = parsed.error.issues
  return `${issue?.path.join('.')} ${issue?.message}`
}

describe('a service of the cluster', () => {
  test.each([
    [through, 'prometheus:9090', ''],
    [`${through}/`, 'prometheus:9090', ''],
    [`${through}/prometheus/`, 'prometheus:9090', '/prometheus'],
    ['kubernetes://istio-system/services/https:thanos:http', 'https:thanos:http', ''],
  ])('%s', (BINNACLE_PROMETHEUS_URL, service, path) => {
    expect(parse({ BINNACLE_PROMETHEUS_URL })).toMatchObject({
      prometheusUrl: BINNACLE_PROMETHEUS_URL.replace(/\/$/, ''),
      prometheusService: { namespace: 'istio-system', service, path },
    })
  })

  test.each([
    'kubernetes://istio-system/services/prometheus',
    'kubernetes://istio-system/prometheus:9090',
    'kubernetes://istio-system/pods/prometheus-0:9090',
    'kubernetes://istio-system/services/prometheus:9090/../../../../secrets',
    'kubernetes://istio-system/services/a%2fb:9090',
    'kubernetes:///services/prometheus:9090',
    'kubernetes://me:secret@istio-system/services/prometheus:9090',
  ])('is not named by %s', (BINNACLE_PROMETHEUS_URL) => {
    expect(parse({ BINNACLE_PROMETHEUS_URL })).toMatch(/^BINNACLE_PROMETHEUS_URL must name a/)
  })

  test.each(['anonymous', 'token', 'oidc', 'header'])(
    'is asked as a person, not in mode %s',
    (auth) => {
      const refused = parse({ BINNACLE_PROMETHEUS_URL: through }, auth)
      expect(refused).toMatch(/^BINNACLE_PROMETHEUS_URL .*BINNACLE_AUTH=kubeconfig only/)
    },
  )

  test.each(['TOKEN', 'CA'])('gets no credentials of another kind: %s', (name) => {
    const set = { [`BINNACLE_PROMETHEUS_${name}_FILE`]: import.meta.filename }
    const refused = parse({ BINNACLE_PROMETHEUS_URL: through, ...set })
    expect(refused).toMatch(new RegExp(`^BINNACLE_PROMETHEUS_${name}_FILE is of no use`))
  })
})

test('an http address is no service of the cluster', () => {
  expect(parse({})).toMatchObject({ prometheusService: null })
})
