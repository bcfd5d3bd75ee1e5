import { expect, test } from 'vitest'
import { adviceFor } from './advice'

test.each([
  ['Prometheus cannot be reached', 503, 'BINNACLE_PROMETHEUS_URL'],
  ['Kubernetes cannot be reached', 503, 'the kubeconfig leads to it'],
  ['Kubernetes did not answer in time', 504, 'The Kubernetes API is slow'],
  ['Prometheus is too busy to answer', 504, 'slow or overloaded'],
  ['The console’s server cannot be reached', 0, 'Check the network'],
  ['Kubernetes said something new', 599, 'Binnacle’s log has the cause.'],
])('about “%s” (%i) it advises: %s', (title, status, words) => {
  expect(adviceFor({ title, status })).toContain(words)
})
