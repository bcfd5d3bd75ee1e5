import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { callCheckSearch } from '../../lib/api/mtls-call'
import { splitsSearch } from '../../lib/api/splits'
import { showsTo } from '../../lib/identity/shows'
import { readTokenViewer } from '../../lib/identity/token'
import type { Viewer } from '../../lib/identity/viewer'
import type { KindName } from '../../lib/kubernetes/kinds'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { readCallCheck } from '../../lib/server/mtls/read-call-check'
import { readMtlsNamespace } from '../../lib/server/mtls/read-mtls-namespace'
import { readSplits } from '../../lib/server/splits/read-splits'
import { allow, type Rule, tokenOf } from '../testbed/kubernetes/testing/account'
import { startWriteBed, type WriteBed } from './write-bed'

/** The console reads everything; what each person is told of it is what they may get themselves. */
const ownRights: Rule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
]

const pods: Rule = { apiGroups: [''], resources: ['pods'], verbs: ['list'] }
const getting = (apiGroup: string, resource: string): Rule => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs: ['get'],
})
const istio = 'networking.istio.io'
const routes = getting(istio, 'virtualservices')
const rules = getting(istio, 'destinationrules')
const policies = getting('security.istio.io', 'peerauthentications')

const podOf = (version: string) => `
apiVersion: v1
kind: Pod
metadata: { name: reviews-${version}, namespace: default, labels: { app: reviews, version: ${version} } }
spec: { containers: [{ name: reviews, image: reviews }, { name: istio-proxy, image: proxyv2 }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---`

const mesh = `
apiVersion: v1
kind: Namespace
metadata: { name: bank }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: default }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 9080 }] }
---
${podOf('v1')}
${podOf('v2')}
apiVersion: ${istio}/v1
kind: VirtualService
metadata: { name: quiet-route, namespace: default }
spec:
  hosts: [reviews]
  http:
    - route:
        - { destination: { host: reviews, subset: v1 }, weight: 80 }
        - { destination: { host: reviews, subset: v2 }, weight: 20 }
---
apiVersion: ${istio}/v1
kind: DestinationRule
metadata: { name: quiet-rule, namespace: default }
spec:
  host: reviews
  trafficPolicy: { tls: { mode: DISABLE } }
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: quiet-policy
  namespace: default
  annotations:
    binnacle.dev/changes: '[{"id":"c1","at":1,"user":"eve","reason":"quiet reason","acknowledged":[],"reverts":null,"change":{"workload":null,"port":null,"before":null,"after":"STRICT","created":true}}]'
spec: { mtls: { mode: STRICT } }
`

let bed: WriteBed
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  bed = await startWriteBed(ownRights)
  await bed.admin.applyYaml(mesh)
  await bed.settle(() => has('pods', 2) && has('virtualServices', 1) && has('destinationRules', 1))
  await bed.settle(() => has('peerAuthentications', 1) && has('services', 1))
})
afterAll(() => bed.stop())

const has = (kind: KindName, count: number) =>
  [...watchCache().read(kind).objects.values()].filter((one) => one.namespace === 'default')
    .length >= count

/** Somebody who may list the pods of `default`, and this. */
async function somebody(name: string, mayRead: Rule[]): Promise<() => Promise<Viewer>> {
  await allow(bed.admin, 'Role', name, [pods, ...mayRead])
  const token = await tokenOf(bed.admin, name)
  return () =>
    readTokenViewer(new Headers({ authorization: `Bearer ${token}` }), {
      auth: 'token',
      sessionKey: null,
      publicUrl: null,
    })
}

const { signal } = new AbortController()

/** All that the readers say of the namespace, and the parts that a test is about. */
async function toldTo(viewer: Viewer) {
  const context = { viewer, signal }
  const splits = await readSplits(splitsSearch.parse({}), context)
  const window = { window: 300, lookBack: 3600, at: undefined }
  const mtls = await readMtlsNamespace({ namespace: 'default', ...window }, context)
  const call = await readCallCheck(
    callCheckSearch.parse({ client: 'none', service: 'default/reviews', port: '9080' }),
    context,
  )
  return {
    text: JSON.stringify([splits.data, mtls.data, call.data]),
    splits: splits.data,
    mtls: mtls.data,
  }
}

describe('who may get', () => {
  test('nothing of it is told what holds, and by no name what makes it so', async () => {
    const { text, splits, mtls } = await toldTo(await (await somebody('nobody-in', []))())
    expect(text).not.toContain('quiet')
    expect(splits).toEqual([])
    expect(mtls.policies).toEqual([])
    expect(mtls.policy).toMatchObject({
      mode: 'STRICT',
      from: { scope: 'namespace', policy: 'a policy that you may not see' },
    })
    expect(mtls.findings.map(({ title }) => title)).toContainEqual(
      expect.stringMatching(/^A DestinationRule that you may not see: it breaks calls to here/),
    )
  })

  test('its routes alone is shown the split, with the pods that its subsets have', async () => {
    const { text, splits } = await toldTo(await (await somebody('router', [routes]))())
    expect(splits.map(({ name }) => name)).toEqual(['quiet-route'])
    const [rule] = splits[0]?.routes ?? []
    expect(rule?.destinations.map(({ readyPods }) => readyPods)).toEqual([1, 1])
    expect(text).not.toMatch(/quiet-rule|quiet-policy/)
  })

  test('all of it is told all of it', async () => {
    const viewer = await (await somebody('reader', [routes, rules, policies]))()
    const { text, mtls } = await toldTo(viewer)
    for (const name of ['quiet-route', 'quiet-rule', 'quiet-policy']) expect(text).toContain(name)
    expect(mtls.policy?.from.policy).toBe('default/quiet-policy')
    expect(mtls.history.map(({ reason }) => reason)).toEqual(['quiet reason'])
  })

  test('a kind everywhere sees it where they see the traffic, and nowhere else', async () => {
    const everywhere = await somebody('wide', [])
    await allow(bed.admin, 'ClusterRole', 'wide', [routes])
    const viewer = await everywhere()
    expect(viewer.readable).toMatchObject({ VirtualService: 'everywhere' })
    const shows = showsTo(viewer)
    expect(shows('default', 'VirtualService')).toBe(true)
    expect(shows('bank', 'VirtualService')).toBe(false)
    expect(shows('default', 'DestinationRule')).toBe(false)
  })

  test('a kind that comes to a namespace anew is asked about at once', async () => {
    const asked = await somebody('early', [getting(istio, 'serviceentries')])
    expect(showsTo(await asked())('default', 'ServiceEntry')).toBe(false)
    await bed.admin.applyYaml(`
apiVersion: ${istio}/v1
kind: ServiceEntry
metadata: { name: outside, namespace: default }
spec: { hosts: [api.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS }
`)
    await bed.settle(() => has('serviceEntries', 1))
    expect(showsTo(await asked())('default', 'ServiceEntry')).toBe(true)
  })
})
