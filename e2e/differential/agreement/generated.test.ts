import { vi } from 'vitest'
import { generateScenario } from '../../testbed/scenarios/generate'
import { agreement } from './agreement'

const env = vi.hoisted(() => ({ prometheusUrl: '', kubeconfig: '' }))
vi.mock('../../../lib/env', async (original) => ({
  ...(await original<typeof import('../../../lib/env')>()),
  readEnv: () => ({ auth: 'kubeconfig', inCluster: false, ...env }),
}))

agreement(generateScenario({ services: 24, namespaces: 4, seed: 7 }), env)
