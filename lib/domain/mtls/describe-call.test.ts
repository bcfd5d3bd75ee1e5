import { describe, expect, test } from 'vitest'
import { checkCall } from './call-check'
import { describeCall } from './describe-call'
import type { MtlsMesh, PodGroup } from './mesh'
import {
  destinationRule,
  mesh,
  peerAuthentication,
  pods,
  policy,
  productpage,
  reviewsService,
  service,
} from './mesh.fixtures'
import { mtlsRules } from './rules'

const described = (change: Partial<MtlsMesh> = {}, client: PodGroup | null = productpage) =>
  describeCall(
    checkCall(mtlsRules(mesh(change)), {
      client,
      service: reviewsService,
      port: 9080,
      subset: null,
      direct: false,
    }),
  )

const disable = destinationRule({ policy: policy({ tls: 'DISABLE' }) })

test('a call that works is told in one sentence, with what decided', () => {
  const call = described({ peerAuthentications: [peerAuthentication()] })
  expect(call.sentence).toBe(
    'default/productpage calls default/reviews on port 9080 with mutual TLS: the server’s sidecar announces it.',
  )
  expect(call.chain.map(({ step, by }) => [step, ...by.map(({ kind }) => kind)])).toEqual([
    ['Client'],
    ['Automatic mutual TLS'],
    ['Server', 'PeerAuthentication'],
    ['Result'],
  ])
})

test('a call that breaks says what is sent and what is accepted, and by which objects', () => {
  const call = described({
    peerAuthentications: [peerAuthentication()],
    destinationRules: [disable],
  })
  expect(call).toMatchObject({
    result: 'broken',
    sends: 'Plaintext',
    accepts: 'Istio mutual TLS only',
    sentence:
      'The call breaks: default/productpage sends plaintext (a DestinationRule asks for it), and default/reviews accepts mutual TLS only.',
  })
  expect(call.chain[1]).toMatchObject({
    step: 'DestinationRule',
    by: [{ kind: 'DestinationRule', namespace: 'default', name: 'reviews' }],
  })
})

test('a downgrade that works carries a warning', () => {
  expect(described({ destinationRules: [disable] }).warning).toMatch(/turns off the mutual TLS/)
})

test('of a client without a proxy nothing is claimed but what is assumed', () => {
  expect(described({}, null).warning).toMatch(/plaintext is assumed/)
})

test('where nobody answers it says so', () => {
  expect(described({ pods: [productpage] }).sentence).toBe(
    'The call breaks: no pod stands behind default/reviews on port 9080.',
  )
})

test('every end is told where pods differ', () => {
  const legacy = pods({ name: 'reviews-old', labels: { app: 'reviews' }, proxy: 'none' })
  const call = described({ pods: [productpage, pods({ name: 'reviews' }), legacy] })
  expect(call.result).toBe('plaintext')
  expect(call.endpoints.map(({ workload, mode, result }) => [workload, mode, result])).toEqual([
    ['default/reviews-old', null, 'plaintext'],
    ['default/reviews', 'PERMISSIVE', 'mutual_tls'],
  ])
})

describe('a host outside of the mesh', () => {
  const cards = service({
    ...{ name: 'api.cards.example', host: 'api.cards.example', selector: {} },
    ...{ external: true, entry: 'card-network' },
  })
  const calling = (change: Partial<MtlsMesh> = {}) => {
    const rules = mtlsRules(mesh({ services: [cards], ...change }))
    const call = { client: productpage, service: cards, port: 9080, subset: null, direct: false }
    return describeCall(checkCall(rules, call))
  }
  const asking = (tls: 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL' | 'DISABLE') =>
    calling({
      destinationRules: [destinationRule({ host: 'api.cards.example', policy: policy({ tls }) })],
    })

  test.each([
    ['no rule', calling(), 'plaintext'],
    ['DISABLE', asking('DISABLE'), 'plaintext'],
    ['SIMPLE', asking('SIMPLE'), 'app_tls'],
    ['MUTUAL', asking('MUTUAL'), 'app_tls'],
    ['ISTIO_MUTUAL', asking('ISTIO_MUTUAL'), 'broken'],
  ])('with %s is never told to be encrypted by the mesh', (_, call, result) => {
    expect(call.result).toBe(result)
    expect(call.accepts).toMatch(/outside of the mesh/)
    if (result !== 'broken') expect(call.warning).toMatch(/^Not measured/)
  })

  test('is not called by automatic mutual TLS, and the ServiceEntry is named for it', () => {
    expect(calling().chain[1]).toMatchObject({
      step: 'Automatic mutual TLS',
      by: [{ kind: 'ServiceEntry', namespace: 'default', name: 'card-network' }],
    })
  })
})
