import { generateScenario } from '../../testbed/scenarios/generate'
import { agreesWithLedger } from './agreement'

agreesWithLedger({
  name: 'a generated mesh of 500 services',
  scenario: generateScenario({ services: 500, namespaces: 50, seed: 1 }),
  metrics: 'requests',
  warmUpSeconds: 600,
})
