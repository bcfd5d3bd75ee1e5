import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import {
  destinationRule,
  meshConfig,
  peerAuthentication,
  pod,
  podOf,
  service,
  worldOf,
} from '../fixtures'
import { checkCall } from './call-check'
import { toReviews } from './calls-in-words'
import { resolveCall } from './resolve-call'

const kinds = [
  {},
  { proxy: false },
  { ambient: true },
  { labels: { 'networking.istio.io/tunnel': 'http' } },
]

/** A client and a server of any kind, in namespaces of their own, under any policies. */
const mesh = fc.record({
  client: fc.constantFrom(...kinds),
  server: fc.constantFrom(...kinds),
  portName: fc.constantFrom('http', 'tcp', 'any'),
  isHeadless: fc.boolean(),
  auto: fc.boolean(),
  tls: fc.constantFrom(null, 'DISABLE', 'SIMPLE', 'ISTIO_MUTUAL'),
  ruleIn: fc.constantFrom('front', 'back', 'istio-system'),
  mesh: fc.constantFrom(null, 'STRICT', 'PERMISSIVE', 'DISABLE'),
  namespace: fc.constantFrom(null, 'STRICT', 'PERMISSIVE', 'DISABLE'),
  workload: fc.constantFrom(null, 'STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'),
  port: fc.constantFrom(null, 'STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'),
} as const)

type Drawn = typeof mesh extends fc.Arbitrary<infer T> ? T : never

const policies = (drawn: Drawn): KubernetesObject[] => [
  ...(drawn.mesh
    ? [peerAuthentication({ mtls: { mode: drawn.mesh } }, { namespace: 'istio-system' })]
    : []),
  ...(drawn.namespace
    ? [peerAuthentication({ mtls: { mode: drawn.namespace } }, { namespace: 'back' })]
    : []),
  ...(drawn.workload
    ? [
        peerAuthentication(
          {
            selector: { matchLabels: { app: 'server' } },
            mtls: { mode: drawn.workload },
            ...(drawn.port ? { portLevelMtls: { 9080: { mode: drawn.port } } } : {}),
          },
          { name: 'server', namespace: 'back' },
        ),
      ]
    : []),
]

const worldFrom = (drawn: Drawn) =>
  worldOf(
    pod('client', { namespace: 'front', ...drawn.client }),
    pod('server', {
      namespace: 'back',
      ...drawn.server,
      labels: { app: 'server', ...('labels' in drawn.server ? drawn.server.labels : {}) },
    }),
    service('server', {
      namespace: 'back',
      ports: [{ name: drawn.portName, port: 9080 }],
      isHeadless: drawn.isHeadless,
    }),
    meshConfig(`enableAutoMtls: ${drawn.auto}`),
    ...policies(drawn),
    ...(drawn.tls
      ? [
          destinationRule(
            { host: 'server.back.svc.cluster.local', trafficPolicy: { tls: { mode: drawn.tls } } },
            { namespace: drawn.ruleIn },
          ),
        ]
      : []),
  )

test('a call without routes ends as the check of it says, whatever the mesh', () => {
  fc.assert(
    fc.property(mesh, (drawn) => {
      const world = worldFrom(drawn)
      const checked = checkCall(world, {
        client: 'front/client',
        service: 'back/server',
        port: 9080,
      })
      const request = { ...toReviews, host: 'server.back' }
      const [outcome, ...others] = resolveCall(world, podOf(world, 'client'), request)
      const result = outcome?.kind === 'arrives' ? outcome.security : 'broken'
      expect([result, others.length]).toEqual([checked, 0])
    }),
    { numRuns: 500 },
  )
})
