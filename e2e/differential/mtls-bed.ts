import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { mtlsNamespaceReply, mtlsNamespaceSearch, mtlsParams } from '../../lib/api/mtls'
import {
  applyMtlsBody,
  applyMtlsReply,
  applyMtlsRevertBody,
  mtlsVerifyReply,
  mtlsVerifySearch,
  planMtlsBody,
  planMtlsReply,
  planMtlsRevertBody,
} from '../../lib/api/mtls-change'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { getHandler } from '../../lib/server/handler'
import { readMtlsNamespace } from '../../lib/server/mtls/read-mtls-namespace'
import { readMtlsVerify } from '../../lib/server/mtls/read-mtls-verify'
import {
  applyMtls,
  applyMtlsRevert,
  planMtls,
  planMtlsRevert,
} from '../../lib/server/mtls/write-mtls'
import { postHandler } from '../../lib/server/post-handler'
import type { KubernetesObject } from '../testbed/kubernetes/client'
import type { Rule } from '../testbed/kubernetes/testing/account'
import { keepLog } from './kept-log'
import { type Answer, asker, startWriteBed, type WriteBed } from './write-bed'

/** The product's own handlers of mutual TLS, all of one namespace. */
export type MtlsBed = WriteBed & {
  read: () => Promise<Answer>
  verify: (since: number) => Promise<Answer>
  plan: (body: object) => Promise<Answer>
  apply: (body: object) => Promise<Answer>
  planRevert: (body: object) => Promise<Answer>
  revert: (body: object) => Promise<Answer>
  /** A wish with its plan, and the body that applies it: all that has to be ticked is, or just this. */
  planned: (wish: object, acknowledged?: string[]) => Promise<Planned>
  /** Planned, ticked, applied and known to the console; the change's id. */
  changed: (wish: object) => Promise<string>
  /** A change with the plan that takes it back. */
  backing: (changeId: string) => Promise<Planned>
  /** Makes a policy, and waits until the console knows of it. */
  policy: (object: PolicyObject) => Promise<KubernetesObject>
  /** A policy as it is now; `null` where there is none. */
  stored: (name: string) => Promise<StoredPolicy | null>
  /** Until the console knows a policy as it is now. */
  known: (name: string) => Promise<void>
  removePolicies: () => Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: parsed by the expectations of the tests
export type Planned = { plan: any; sending: { plannedAt: number; [member: string]: unknown } }
export type PolicyObject = { metadata: { name: string } & object; spec?: object }
// What the bed's own server answers is taken as it is: each test looks at what it knows of.
// biome-ignore lint/suspicious/noExplicitAny: an object as the API server gives it
export type StoredPolicy = any

const path = mtlsParams.shape
export const policies = '/apis/security.istio.io/v1/namespaces/default/peerauthentications'
export const policyPath = `${policies}/default`

export async function startMtlsBed(rules?: Rule[]): Promise<MtlsBed> {
  const bed = await startWriteBed(rules)
  const { admin, settle } = bed
  const of = { namespace: 'default' }
  const inNamespace = (ask: ReturnType<typeof asker>) => (body?: object) => ask(of, body)
  const readOne = asker(
    getHandler(mtlsParams.extend(mtlsNamespaceSearch.shape), mtlsNamespaceReply, readMtlsNamespace),
    'GET',
  )
  const verify = asker(
    getHandler(mtlsParams.extend(mtlsVerifySearch.shape), mtlsVerifyReply, readMtlsVerify),
    'GET',
  )
  const stored = (name: string): Promise<StoredPolicy | null> =>
    admin.get(`${policies}/${name}`).catch(() => null)
  const cached = () => watchCache().read('peerAuthentications').objects
  const known = async (name: string) => {
    const now = await stored(name)
    await settle(() => cached().get(`default/${name}`)?.generation === now?.metadata.generation)
  }
  const plan = inNamespace(
    asker(postHandler(planMtlsBody.safeExtend(path), planMtlsReply, planMtls), 'POST'),
  )
  const apply = inNamespace(
    asker(postHandler(applyMtlsBody.safeExtend(path), applyMtlsReply, applyMtls), 'POST'),
  )
  const planRevert = inNamespace(
    asker(postHandler(planMtlsRevertBody.extend(path), planMtlsReply, planMtlsRevert), 'POST'),
  )
  const planned = async (wish: object, acknowledged?: string[]) =>
    sendingOf(wish, await plan(wish), acknowledged)
  return {
    ...bed,
    read: () => readOne(of),
    verify: (since) => verify({ ...of, since: String(since) }),
    plan,
    apply,
    planRevert,
    revert: inNamespace(
      asker(postHandler(applyMtlsRevertBody.extend(path), applyMtlsReply, applyMtlsRevert), 'POST'),
    ),
    planned,
    changed: async (wish) => {
      const { status, body } = await apply((await planned(wish)).sending)
      expect(status).toBe(200)
      await known(body.data.object.name)
      return body.data.changeId
    },
    backing: async (changeId) => sendingOf({ changeId }, await planRevert({ changeId })),
    policy: async (object) => {
      const made = await admin.create(policies, {
        apiVersion: 'security.istio.io/v1',
        kind: 'PeerAuthentication',
        ...object,
      })
      await known(object.metadata.name)
      return made
    },
    stored,
    known,
    removePolicies: async () => {
      const { items } = await admin.list(policies)
      for (const { metadata } of items) await admin.delete(`${policies}/${metadata.name}`)
      await settle(() => [...cached().values()].every(({ namespace }) => namespace !== 'default'))
    },
  }
}

function sendingOf(wish: object, { status, body }: Answer, acknowledged?: string[]): Planned {
  expect([status, body.detail]).toEqual([200, undefined])
  const { planHash, plannedAt, mustAcknowledge } = body.data
  const ticks = acknowledged ?? mustAcknowledge
  return { plan: body.data, sending: { ...wish, planHash, plannedAt, acknowledged: ticks } }
}

/** A pod that the injector has been at, named as its workload is: nobody owns it. */
export const meshPod = (name: string, namespace = 'default') => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: { app: ${name}, security.istio.io/tlsMode: istio }
  annotations:
    istio.io/rev: default
    sidecar.istio.io/status: '{"containers":["istio-proxy"]}'
spec: { containers: [{ name: app, image: app, ports: [{ containerPort: 9080 }] }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---`

/** `reviews`, and a namespace of clients whose rule says plaintext: they would not live through STRICT. */
export const refusedClients = `
apiVersion: v1
kind: Namespace
metadata: { name: web, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: default }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 9080 }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: plain-reviews, namespace: web }
spec: { host: reviews.default.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }
---
${meshPod('reviews')}
${meshPod('ratings')}
`

/** Whom `STRICT` refuses in that world. */
export const breaking =
  'breaks:clients in web that obey DestinationRule plain-reviews>default/reviews'

/** What a plan that refuses somebody says of a Prometheus that does not answer: there is none in that world. */
export const unheard = 'callers-not-known'

/** The handlers over the world of the refused clients. */
export async function startRefusingBed(rules?: Rule[]): Promise<MtlsBed> {
  const bed = await startMtlsBed(rules)
  await bed.admin.applyYaml(refusedClients)
  const { read } = watchCache()
  await bed.settle(() => read('pods').objects.size === 2)
  await bed.settle(() => read('destinationRules').objects.size === 1)
  return bed
}

/** The same for the tests of a file: each begins in fair weather, without a policy and without a log. */
export async function refusingBedOfFile() {
  const log = keepLog()
  const bed = await startRefusingBed()
  beforeEach(log.forget)
  afterEach(async () => {
    await bed.weather.set('fair')
    await bed.removePolicies()
  })
  afterAll(() => bed.stop())
  const modeNow = async () => (await bed.stored('default'))?.spec.mtls?.mode ?? null
  return { bed, log, modeNow }
}

export const strict = { mode: 'STRICT' } as const

/** As somebody has written it, with marks of their own. */
export const permissive = (name = 'default') => ({
  metadata: { name, labels: { team: 'shop' }, annotations: { 'example.com/ticket': 'A-1' } },
  spec: { mtls: { mode: 'PERMISSIVE' } },
})
