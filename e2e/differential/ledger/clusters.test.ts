import { loadScenario } from '../../testbed/scenarios/load'
import { agreesWithLedger } from './agreement'
import { extended } from './extended'

const named = (apiVersion: string, kind: string, name: string, namespace: string) => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
})

/** Nobody may leave the mesh; a service without pods, and a route to a subset that nobody names. */
const manifests = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
  {
    ...named('v1', 'ConfigMap', 'istio', 'istio-system'),
    data: { mesh: 'outboundTrafficPolicy: { mode: REGISTRY_ONLY }' },
  },
  {
    ...named('v1', 'Service', 'quay', 'ferries'),
    spec: { selector: { app: 'quay' }, ports: [{ name: 'http', port: 8080 }] },
  },
  {
    ...named('networking.istio.io/v1', 'VirtualService', 'tickets', 'ferries'),
    spec: {
      hosts: ['tickets'],
      http: [
        {
          match: [{ uri: { prefix: '/season' } }],
          route: [{ destination: { host: 'tickets', subset: 'season' } }],
        },
        { route: [{ destination: { host: 'tickets' } }] },
      ],
    },
  },
]

const calls = [
  { host: 'weather.example', port: 80 },
  { host: 'charts.example', port: 5432, protocol: 'tcp' },
  { host: 'quay', port: 8080 },
  { host: 'tickets', port: 8080, path: '/season' },
]

agreesWithLedger({
  name: 'two clusters that nobody may leave',
  scenario: extended(loadScenario('clusters'), {
    manifests,
    starts: calls.map((call) => ({ ...call, from: 'ferries/ferry-v1', requestsPerSecond: 2 })),
  }),
})
