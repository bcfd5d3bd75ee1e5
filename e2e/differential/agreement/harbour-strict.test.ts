import { vi } from 'vitest'
import { peerAuthentication } from '../../testbed/mesh/fixtures'
import { loadScenario } from '../../testbed/scenarios/load'
import { agreement } from './agreement'

const env = vi.hoisted(() => ({ prometheusUrl: '', kubeconfig: '' }))
vi.mock('../../../lib/env', async (original) => ({
  ...(await original<typeof import('../../../lib/env')>()),
  readEnv: () => ({ auth: 'kubeconfig', inCluster: false, ...env }),
}))

const harbour = loadScenario('harbour')
const strict = peerAuthentication(
  { mtls: { mode: 'STRICT' } },
  { name: 'default', namespace: 'istio-system' },
)

agreement({ ...harbour, manifests: [...harbour.manifests, strict] }, env, { broken: true })
