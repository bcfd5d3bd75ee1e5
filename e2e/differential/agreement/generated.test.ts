import { generateScenario } from '../../testbed/scenarios/generate'
import { agreement } from './agreement'

agreement(generateScenario({ services: 24, namespaces: 4, seed: 7 }))
