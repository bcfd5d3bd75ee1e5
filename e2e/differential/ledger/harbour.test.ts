import { loadScenario } from '../../testbed/scenarios/load'
import { agreesWithLedger } from './agreement'
import { extended } from './extended'

const visitors = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'tides-visitors', namespace: 'tides' },
  spec: {
    hosts: ['tides.harbour.example'],
    gateways: ['storefront/harbour'],
    http: [{ route: [{ destination: { host: 'tides', port: { number: 8080 } } }] }],
  },
}

/** Envoys report calls whose connections a ztunnel takes at the other end. */
const intoAmbient = [
  { from: 'istio-system/istio-ingressgateway', host: 'tides.harbour.example', port: 8080 },
  { from: 'storefront/search-v1', host: 'weather.tides', port: 8080 },
]
const withoutRoute = [
  { from: 'istio-system/istio-ingressgateway', host: 'nothing.harbour.example', port: 8080 },
]

agreesWithLedger({
  name: 'harbour, with calls into ambient and to nowhere',
  scenario: extended(loadScenario('harbour'), {
    manifests: [visitors],
    starts: [...intoAmbient, ...withoutRoute].map((start) => ({ ...start, requestsPerSecond: 3 })),
  }),
})
