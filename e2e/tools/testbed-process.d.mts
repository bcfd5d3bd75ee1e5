import type { Running } from './processes.mjs'

/** What the test bed says of itself when it is ready; see e2e/testbed/testbed.ts. */
export type TestbedAddresses = {
  kubeconfigPath: string
  prometheusUrl: string
  adminUrl: string
  direct: { prometheusUrl: string; kubernetesUrl: string; caPem: string; adminToken: string }
}

export function startTestbedProcess(options: {
  scenario?: string
  /** Instead of a scenario: the flags of e2e/testbed/main.ts that describe a generated mesh. */
  size?: readonly string[]
  prometheus: string
  tell?: (line: string) => void
}): Promise<Running & TestbedAddresses>
