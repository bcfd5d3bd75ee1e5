import { expect } from 'vitest'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import type { Rule } from '../testbed/kubernetes/testing/account'
import { type SplitBed, startSplitBed } from './split-bed'

export const reviews = { namespace: 'default', kind: 'VirtualService', name: 'reviews' }
export const reviewsPath = '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews'
export const collection = reviewsPath.slice(0, reviewsPath.lastIndexOf('/'))

const pod = (version: string, ready = true) => `
apiVersion: v1
kind: Pod
metadata: { name: reviews-${version}, namespace: default, labels: { app: reviews, version: ${version} } }
spec: { containers: [{ name: reviews, image: reviews }] }
status: { phase: Running, conditions: [{ type: Ready, status: "${ready ? 'True' : 'False'}" }] }
---`

const world = `
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: default }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 9080 }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: default }
spec:
  host: reviews
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
    - { name: v3, labels: { version: v3 } }
---
${pod('v1')}
${pod('v2')}
${pod('v3', false)}
`

export const route = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: 'default', labels: { team: 'shop' } },
  spec: {
    hosts: ['reviews'],
    gateways: ['mesh'],
    http: [
      {
        name: 'everybody',
        timeout: '3s',
        route: [
          { destination: { host: 'reviews', subset: 'v1' }, weight: 80 },
          { destination: { host: 'reviews', subset: 'v2' }, weight: 20 },
          { destination: { host: 'reviews', subset: 'v3' } },
        ],
      },
    ],
  },
}

/** One route of three versions, of which the last has no pod that is ready. */
export type ReviewsBed = SplitBed & {
  object: () => Promise<StoredRoute>
  /** Of its first rule. */
  weights: () => Promise<(number | undefined)[]>
  /** A body as a person sends it who has just looked at the route. */
  wanting: (to: number[], reason?: string) => Promise<Wanting>
  /** The plan of that, and the body that applies it. */
  planned: (to: number[], reason?: string) => Promise<Planned>
  /** Planned and applied; the change's id. */
  changed: (to: number[]) => Promise<string>
}

// What the bed's own server answers is taken as it is: each test looks at weights it knows of.
// biome-ignore lint/suspicious/noExplicitAny: an object as the API server gives it
type StoredRoute = any
type Wanting = {
  uid: string
  generation: number
  changes: { route: string; weights: number[] }[]
  reason?: string
}
// biome-ignore lint/suspicious/noExplicitAny: parsed by the expectations of the tests
type Planned = { plan: any; sending: Wanting & Sent }
type Sent = { planHash: string; plannedAt: number; acknowledged: string[] }

/** The person is the admin, or a ServiceAccount that may do this much and no more. */
export async function startReviewsBed(rules?: Rule[]): Promise<ReviewsBed> {
  const bed = await startSplitBed(rules)
  await bed.admin.applyYaml(world)
  await bed.settle(() => watchCache().read('pods').objects.size === 3)
  const object = (): Promise<StoredRoute> => bed.admin.get(reviewsPath)
  const wanting = async (to: number[], reason?: string): Promise<Wanting> => {
    const { metadata } = await object()
    return {
      uid: metadata.uid,
      generation: metadata.generation,
      changes: [{ route: '/spec/http/0', weights: to }],
      ...(reason ? { reason } : {}),
    }
  }
  const planned = async (to: number[], reason?: string): Promise<Planned> => {
    const body = await wanting(to, reason)
    const { status, body: answer } = await bed.plan(reviews, body)
    expect(status).toBe(200)
    const { planHash, plannedAt } = answer.data
    return { plan: answer.data, sending: { ...body, planHash, plannedAt, acknowledged: [] } }
  }
  return {
    ...bed,
    object,
    weights: async () =>
      (await object()).spec.http[0].route.map(({ weight }: { weight?: number }) => weight),
    wanting,
    planned,
    changed: async (to) => {
      const { body } = await bed.apply(reviews, (await planned(to)).sending)
      return body.data.changeId
    },
  }
}
