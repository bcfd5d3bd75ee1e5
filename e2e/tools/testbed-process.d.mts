import type { Running } from './processes.mjs'

/** What the test bed says of itself when it is ready; see e2e/testbed/testbed.ts. */
export type TestbedAddresses = {
  kubeconfigPath: string
  prometheusUrl: string
  adminUrl: string
  direct: { prometheusUrl: string; kubernetesUrl: string; caPem: string; adminToken: string }
}

/**
 * With etcd and kube-apiserver it runs on a real Kubernetes API, without on its own; with
 * VictoriaMetrics that scrapes the mesh, without Prometheus does.
 */
export type TestbedTools = {
  prometheus?: string
  'victoria-metrics'?: string
  etcd?: string
  'kube-apiserver'?: string
}

/**
 * `kubernetes` is `embedded` (the default) or `real`, `store` `prometheus` (the default) or
 * `victoria-metrics`; anything else is refused.
 */
export function findTestbedTools(kubernetes?: string, store?: string): Promise<TestbedTools>

export function startTestbedProcess(options: {
  scenario?: string
  /** Flags of e2e/testbed/main.ts: of a generated mesh instead of a scenario, and of its past. */
  size?: readonly string[]
  tools: TestbedTools
  tell?: (line: string) => void
}): Promise<Running & TestbedAddresses>
