import { loadScenario } from '../../testbed/scenarios/load'
import { agreesWithLedger } from './agreement'

agreesWithLedger({ name: 'bookinfo', scenario: loadScenario('bookinfo') })
