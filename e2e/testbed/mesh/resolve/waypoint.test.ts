import { describe, expect, test } from 'vitest'
import type { KubernetesObject, Labels } from '../../cluster/kubernetes-objects'
import { namespace, peerAuthentication, pod, service, virtualService } from '../fixtures'
import { httpRoute, waypointGateway, waypointPod } from '../fixtures-gateway-api'
import { callInWords, outcomesOf } from './calls-in-words'

const calm = ['v1', 'v2'].map((version) =>
  pod(`calm-${version}`, { labels: { app: 'calm', version }, ambient: true }),
)
const asks = (labels: Labels) => service('calm', { labels })
const bound = asks({ 'istio.io/use-waypoint': 'waypoint' })
const client = pod('probe', { ambient: true })
const waypoint = [waypointGateway(), waypointPod()]
const fromProbe = { client: 'probe', host: 'calm' }

const answers = virtualService({ hosts: ['calm'], http: [{ directResponse: { status: 418 } }] })

const call = (objects: KubernetesObject[]) => callInWords([client, ...calm, ...objects], fromProbe)

const waypointsOf = (objects: KubernetesObject[]) =>
  outcomesOf([client, ...calm, ...objects], fromProbe).map((outcome) =>
    'waypoint' in outcome ? (outcome.waypoint?.workload ?? null) : outcome.kind,
  )

describe('which waypoint', () => {
  test.each<[string, KubernetesObject[], (string | null)[]]>([
    ['none where nobody asks', [service('calm'), ...waypoint], [null, null]],
    ['the one that the service asks for', [bound, ...waypoint], ['waypoint', 'waypoint']],
    [
      'the one that its namespace asks for',
      [service('calm'), namespace('default', { 'istio.io/use-waypoint': 'waypoint' }), ...waypoint],
      ['waypoint', 'waypoint'],
    ],
    [
      'none where the service opts out',
      [
        asks({ 'istio.io/use-waypoint': 'none' }),
        namespace('default', { 'istio.io/use-waypoint': 'waypoint' }),
        ...waypoint,
      ],
      [null, null],
    ],
    [
      'one of another namespace',
      [
        asks({ 'istio.io/use-waypoint': 'shared', 'istio.io/use-waypoint-namespace': 'infra' }),
        waypointGateway({ name: 'shared', namespace: 'infra' }),
        waypointPod('shared', 'infra'),
      ],
      ['shared', 'shared'],
    ],
    [
      'none where the service asks for one that is missing, whatever its namespace asks for',
      [
        asks({ 'istio.io/use-waypoint': 'missing' }),
        namespace('default', { 'istio.io/use-waypoint': 'waypoint' }),
        ...waypoint,
      ],
      [null, null],
    ],
    [
      'none that is for workloads only',
      [bound, waypointGateway({ labels: { 'istio.io/waypoint-for': 'workload' } }), waypointPod()],
      [null, null],
    ],
    ['no way where it has no pod', [bound, waypointGateway()], ['refused']],
  ])('%s', (_, objects, expected) => {
    expect(waypointsOf(objects)).toEqual(expected)
  })

  test('a sidecar goes past it', () => {
    const [outcome] = outcomesOf([...calm, bound, ...waypoint], { host: 'calm' })
    expect(outcome).toMatchObject({ kind: 'arrives', waypoint: null })
  })
})

describe('routes in ambient', () => {
  test('are the waypoint’s affair: without one nobody obeys them', () => {
    expect(call([service('calm'), answers])).toEqual(['calm-v1 0.5', 'calm-v2 0.5'])
    expect(call([bound, ...waypoint, answers])).toEqual(['418 - 1'])
  })

  test('of strangers do not count', () => {
    const foreign = virtualService(
      { hosts: ['calm.default.svc.cluster.local'], http: [{ directResponse: { status: 418 } }] },
      { namespace: 'far' },
    )
    expect(call([bound, ...waypoint, foreign])).toEqual(['calm-v1 0.5', 'calm-v2 0.5'])
  })

  test('may be HTTPRoutes of the service', () => {
    const v2 = service('calm-v2')
    const route = httpRoute({
      parentRefs: [{ group: '', kind: 'Service', name: 'calm' }],
      rules: [{ backendRefs: [{ name: 'calm-v2', port: 9080 }] }],
    })
    const versioned = {
      ...v2,
      spec: { selector: { app: 'calm', version: 'v2' }, ports: [{ name: 'http', port: 9080 }] },
    }
    expect(call([bound, ...waypoint, versioned, route])).toEqual(['calm-v2 1'])
  })
})

test('an ambient call is a tunnel that strict policy lets in', () => {
  const strict = peerAuthentication({ mtls: { mode: 'STRICT' } })
  const [outcome] = outcomesOf([client, ...calm, service('calm'), strict], fromProbe)
  expect(outcome).toMatchObject({ kind: 'arrives', security: 'hbone' })
})

test('a plain call to strict ambient is refused by its ztunnel, which counts it', () => {
  const strict = peerAuthentication({ mtls: { mode: 'STRICT' } })
  const legacy = pod('legacy', { proxy: false })
  const [outcome] = outcomesOf([legacy, ...calm, service('calm'), strict], {
    client: 'legacy',
    host: 'calm',
  })
  expect(outcome).toMatchObject({ kind: 'refused', denied: true, server: { workload: 'calm-v1' } })
})
