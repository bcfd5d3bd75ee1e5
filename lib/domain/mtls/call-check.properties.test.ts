import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkCall } from './call-check'
import type { ClientRule, MtlsMesh, PeerAuthentication } from './mesh'
import {
  destinationRule,
  mesh,
  peerAuthentication,
  pods,
  policy,
  productpage,
  reviewsService,
  service,
  sidecarScope,
} from './mesh.fixtures'
import { mtlsRules } from './rules'

const mode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET')
const tls = fc.constantFrom('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL', null)
const age = fc.integer({ min: 1, max: 100 })

const policies: fc.Arbitrary<PeerAuthentication> = fc
  .record({
    namespace: fc.constantFrom('default', 'istio-system'),
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    createdAt: age,
    selector: fc.constantFrom({}, { app: 'reviews' }),
    mode,
    ports: fc.array(fc.record({ port: fc.constantFrom(9080, 9081), mode }), { maxLength: 1 }),
  })
  .map((fields) => peerAuthentication(fields))

const rules: fc.Arbitrary<ClientRule> = fc
  .record({
    namespace: fc.constantFrom('default', 'istio-system'),
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    createdAt: age,
    host: fc.constantFrom('reviews.default.svc.cluster.local', '*.local', '*'),
    exportTo: fc.constantFrom([], ['.'], ['*']),
    tls,
    portTls: fc.option(tls),
  })
  .map(({ tls: asked, portTls, ...fields }) =>
    destinationRule({
      ...fields,
      policy: policy({ tls: asked, ports: portTls ? [{ port: 9080, tls: portTls }] : [] }),
    }),
  )

/** Names are unique, as Kubernetes has them. */
const named = {
  selector: (one: { namespace: string; name: string }) => `${one.namespace}/${one.name}`,
}
const meshes = fc
  .record({
    peerAuthentications: fc.uniqueArray(policies, { maxLength: 5, ...named }),
    destinationRules: fc.uniqueArray(rules, { maxLength: 4, ...named }),
    proxy: fc.constantFrom('sidecar', 'ztunnel', 'none'),
  })
  .map(({ proxy, ...objects }) =>
    mesh({
      ...objects,
      pods: [productpage, pods({ name: 'reviews', proxy, announcesMtls: proxy === 'sidecar' })],
    }),
  )

const resultOf = (of: MtlsMesh) =>
  checkCall(mtlsRules(of), {
    client: productpage,
    service: reviewsService,
    port: 9080,
    subset: null,
    direct: false,
  }).result

test('the order of objects changes nothing', () => {
  fc.assert(
    fc.property(meshes, fc.nat(), (of, turn) => {
      const turned = <T>(all: readonly T[]) => {
        const by = all.length === 0 ? 0 : turn % all.length
        return [...all.slice(by), ...all.slice(0, by)].reverse()
      }
      const shuffled = {
        ...of,
        peerAuthentications: turned(of.peerAuthentications),
        destinationRules: turned(of.destinationRules),
        pods: turned(of.pods),
      }
      expect(resultOf(shuffled)).toBe(resultOf(of))
    }),
  )
})

test('objects of others change nothing', () => {
  const strangers = {
    peerAuthentications: [
      peerAuthentication({ namespace: 'shop', mode: 'DISABLE', createdAt: 0 }),
      peerAuthentication({ name: '0', selector: { app: 'ratings' }, createdAt: 0 }),
      peerAuthentication({
        namespace: 'istio-system',
        name: '0',
        selector: { app: 'reviews' },
        createdAt: 0,
      }),
    ],
    destinationRules: [
      destinationRule({
        name: '0',
        host: 'ratings',
        policy: policy({ tls: 'DISABLE' }),
        createdAt: 0,
      }),
      destinationRule({
        namespace: 'shop',
        host: 'reviews.default.svc.cluster.local',
        policy: policy({ tls: 'SIMPLE' }),
        createdAt: 0,
      }),
    ],
    sidecars: [
      sidecarScope({ namespace: 'shop', egress: [{ hosts: ['~/*'], port: null }] }),
      sidecarScope({ selector: { app: 'ratings' }, egress: [{ hosts: ['~/*'], port: null }] }),
    ],
    services: [service({ name: 'ratings' })],
    pods: [pods({ name: 'ratings', proxy: 'none' })],
  }
  fc.assert(
    fc.property(meshes, (of) => {
      const more = {
        ...of,
        peerAuthentications: [...of.peerAuthentications, ...strangers.peerAuthentications],
        destinationRules: [...of.destinationRules, ...strangers.destinationRules],
        sidecars: strangers.sidecars,
        services: [...of.services, ...strangers.services],
        pods: [...of.pods, ...strangers.pods],
      }
      expect(resultOf(more)).toBe(resultOf(of))
    }),
  )
})

test('a younger policy on a level that has one changes nothing', () => {
  fc.assert(
    fc.property(meshes, mode, (of, other) => {
      const younger = of.peerAuthentications.map((one) =>
        peerAuthentication({ ...one, name: `${one.name}-younger`, createdAt: 1_000, mode: other }),
      )
      const more = { ...of, peerAuthentications: [...of.peerAuthentications, ...younger] }
      expect(resultOf(more)).toBe(resultOf(of))
    }),
  )
})
