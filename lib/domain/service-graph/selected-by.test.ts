import { expect, test } from 'vitest'
import type { MeshFacts, ServiceFacts, WorkloadFacts } from './mesh-facts'
import { selectedBy } from './selected-by'

const service = (name: string, selector: Record<string, string>): ServiceFacts => ({
  namespace: 'shop',
  name,
  selector,
})

const workload = (labels: Record<string, string>): WorkloadFacts => ({
  namespace: 'shop',
  name: 'cart-v1',
  app: 'cart',
  version: 'v1',
  dataPlaneMode: 'sidecar',
  role: null,
  inMesh: true,
  pods: 1,
  readyPods: 1,
  labels,
})

const factsOf = (services: readonly ServiceFacts[]): MeshFacts => ({
  workloads: [],
  services,
  routes: [],
  circuitBreakers: [],
  serviceEntries: [],
  complete: true,
})

const namesFor = (services: readonly ServiceFacts[], labels: Record<string, string>) =>
  selectedBy(factsOf(services))(workload(labels)).map(({ name }) => name)

test('a workload is selected by every service whose labels it has all of, in their order', () => {
  const services = [
    service('by-tier', { tier: 'back' }),
    service('cart', { app: 'cart' }),
    service('cart-v1', { app: 'cart', version: 'v1' }),
    service('cart-v2', { app: 'cart', version: 'v2' }),
  ]
  expect(namesFor(services, { version: 'v1', app: 'cart', tier: 'back' })).toEqual([
    'by-tier',
    'cart',
    'cart-v1',
  ])
})

test('an empty selector selects nothing, and no service selects in another namespace', () => {
  const elsewhere = { ...service('cart', { app: 'cart' }), namespace: 'office' }
  expect(namesFor([service('external', {}), elsewhere], { app: 'cart' })).toEqual([])
})

test('facts that stay the same are worked out once', () => {
  const facts = factsOf([service('cart', { app: 'cart' })])
  expect(selectedBy(facts)).toBe(selectedBy(facts))
})
