import { vi } from 'vitest'
import { loadScenario } from '../../testbed/scenarios/load'
import { agreement } from './agreement'

const env = vi.hoisted(() => ({ prometheusUrl: '', kubeconfig: '' }))
vi.mock('../../../lib/env', async (original) => ({
  ...(await original<typeof import('../../../lib/env')>()),
  readEnv: () => ({ auth: 'kubeconfig', inCluster: false, ...env }),
}))

agreement(loadScenario('bookinfo'), env)
