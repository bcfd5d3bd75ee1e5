import { loadScenario } from '../../testbed/scenarios/load'
import { agreement } from './agreement'

agreement(loadScenario('legacy'))
