import { peerAuthentication } from '../../testbed/mesh/fixtures'
import { loadScenario } from '../../testbed/scenarios/load'
import { agreement } from './agreement'

const harbour = loadScenario('harbour')
const strict = peerAuthentication(
  { mtls: { mode: 'STRICT' } },
  { name: 'default', namespace: 'istio-system' },
)

agreement({ ...harbour, manifests: [...harbour.manifests, strict] }, { broken: true })
