import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangeRecord } from '../../lib/domain/change-record'
import { planPatch, writtenWeights } from '../../lib/domain/traffic-split/plan-patch'
import type { RouteKind, Weights } from '../../lib/domain/traffic-split/split'
import { type ApiUnderTest, startApiUnderTest } from '../testbed/kubernetes/testing/api-under-test'

/**
 * Objects of every shape that the schemas take, with one or more weights moved: whatever else is in
 * them must come out as it went in.
 */
let bed: ApiUnderTest
beforeAll(async () => {
  bed = await startApiUnderTest()
})
afterAll(() => bed.stop())

const int32 = 2_147_483_647
const word = fc.stringMatching(/^[a-z]([a-z0-9-]{0,12}[a-z0-9])?$/)
const key = fc
  .tuple(fc.constantFrom('', 'example.com/', 'a.b-c.io/'), word)
  .map((parts) => parts.join(''))
const text = fc.string({ maxLength: 40, unit: 'grapheme' })
const stringMap = fc.dictionary(key, word, { maxKeys: 4 })
const annotations = fc.dictionary(key, text, { maxKeys: 4 })
const oddWeight = fc.oneof(fc.nat(100), fc.constantFrom(0, 1, 3, 550, 999_999), fc.nat(int32 >> 4))
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })

/** JSON has no `undefined`: what is absent is left out. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

const destination = fc.record(
  { host: word, subset: word, port: fc.record({ number: fc.integer({ min: 1, max: 65_535 }) }) },
  { requiredKeys: ['host'] },
)
const headers = fc.record(
  {
    request: fc.record(
      { set: stringMap, add: stringMap, remove: fc.array(word, { maxLength: 2 }) },
      { requiredKeys: [] },
    ),
    response: fc.record({ set: stringMap }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
const weighted = fc.record(
  { destination, weight: oddWeight, headers },
  { requiredKeys: ['destination'] },
)
const stringMatch = fc.oneof(
  fc.record({ exact: text }),
  fc.record({ prefix: text }),
  fc.record({ regex: fc.constant('.*') }),
)
const httpMatch = fc.record(
  {
    name: word,
    uri: stringMatch,
    method: stringMatch,
    headers: fc.dictionary(word, stringMatch, { maxKeys: 2 }),
    queryParams: fc.dictionary(word, stringMatch, { maxKeys: 2 }),
    port: fc.integer({ min: 1, max: 65_535 }),
    sourceLabels: stringMap,
    gateways: fc.array(word, { maxLength: 2 }),
    ignoreUriCase: fc.boolean(),
  },
  { requiredKeys: [] },
)
const httpRule = fc.record(
  {
    name: word,
    match: fc.array(httpMatch, { minLength: 1, maxLength: 3 }),
    route: fc.array(weighted, { minLength: 2, maxLength: 5 }),
    timeout: fc.constantFrom('1s', '250ms', '1m30s'),
    retries: fc.record({
      attempts: fc.nat(5),
      perTryTimeout: fc.constant('2s'),
      retryOn: fc.constant('5xx'),
    }),
    fault: fc.record({
      delay: fc.record({
        fixedDelay: fc.constant('1s'),
        percentage: fc.record({ value: fc.nat(100) }),
      }),
    }),
    mirror: destination,
    mirrorPercentage: fc.record({
      value: fc.double({ min: 0, max: 100, noNaN: true, noDefaultInfinity: true }),
    }),
    corsPolicy: fc.record({
      allowOrigins: fc.array(stringMatch, { maxLength: 2 }),
      maxAge: fc.constant('24h'),
    }),
    rewrite: fc.record({ uri: fc.constant('/') }),
    headers,
  },
  { requiredKeys: ['route'] },
)
const streamRule = fc.record(
  {
    match: fc.array(fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }), {
      minLength: 1,
      maxLength: 2,
    }),
    route: fc.array(
      fc.record({ destination, weight: oddWeight }, { requiredKeys: ['destination'] }),
      {
        minLength: 2,
        maxLength: 4,
      },
    ),
  },
  { requiredKeys: ['route'] },
)

const virtualService = fc.record({
  apiVersion: fc.constantFrom('networking.istio.io/v1', 'networking.istio.io/v1beta1'),
  kind: fc.constant('VirtualService' as const),
  metadata: fc.record({ labels: maybe(stringMap), annotations: maybe(annotations) }),
  spec: fc.record({
    hosts: fc.array(word, { minLength: 1, maxLength: 3 }),
    gateways: maybe(fc.array(word, { maxLength: 2 })),
    exportTo: maybe(fc.constantFrom(['.'], ['*'])),
    http: fc.array(httpRule, { minLength: 1, maxLength: 4 }),
    tcp: maybe(fc.array(streamRule, { minLength: 1, maxLength: 2 })),
  }),
})

const backendRef = fc.record(
  {
    group: fc.constant(''),
    kind: fc.constant('Service'),
    name: word,
    namespace: word,
    port: fc.integer({ min: 1, max: 65_535 }),
    weight: fc.oneof(fc.nat(100), fc.nat(1_000_000)),
    filters: fc.array(
      fc.record({
        type: fc.constant('RequestHeaderModifier'),
        requestHeaderModifier: fc.record({
          set: fc.array(fc.record({ name: word, value: fc.stringMatching(/^[a-z]{1,9}$/) }), {
            minLength: 1,
            maxLength: 1,
          }),
        }),
      }),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: ['name', 'port'] },
)
const httpRoute = fc.record({
  apiVersion: fc.constantFrom('gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1'),
  kind: fc.constant('HTTPRoute' as const),
  metadata: fc.record({ labels: maybe(stringMap), annotations: maybe(annotations) }),
  spec: fc.record({
    parentRefs: fc.constant([{ group: '', kind: 'Service', name: 'reviews', port: 9080 }]),
    hostnames: maybe(
      fc.array(
        word.map((name) => `${name}.example.com`),
        { minLength: 1, maxLength: 2 },
      ),
    ),
    rules: fc.array(
      fc.record(
        {
          matches: fc.array(
            fc.record(
              {
                path: fc.record({
                  type: fc.constant('PathPrefix'),
                  value: word.map((name) => `/${name}`),
                }),
                method: fc.constantFrom('GET', 'POST'),
              },
              { requiredKeys: [] },
            ),
            { minLength: 1, maxLength: 2 },
          ),
          backendRefs: fc.array(backendRef, { minLength: 2, maxLength: 4 }),
          timeouts: fc.record({ request: fc.constantFrom('10s', '1m') }),
        },
        { requiredKeys: ['backendRefs'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
})

const record: ChangeRecord<unknown> = {
  id: 'fuzz',
  at: 1,
  user: 'alice',
  reason: 'ä "quoted" ~/reason',
  acknowledged: [],
  reverts: null,
  change: { routes: [] },
}

/** A shuffle of numbers decides which rules are moved, and to what. */
function wishesFor(
  object: { kind: RouteKind; spec: Record<string, unknown> },
  numbers: readonly number[],
) {
  const lists = object.kind === 'VirtualService' ? ['http', 'tcp'] : ['rules']
  const routes = lists.flatMap((list) =>
    (Array.isArray(object.spec[list]) ? object.spec[list] : []).map(
      (_: unknown, at: number) => `/spec/${list}/${at}`,
    ),
  )
  return routes
    .filter((_, at) => at === (numbers[0] ?? 0) % routes.length || (numbers[at + 1] ?? 0) % 3 === 0)
    .map((route, at) => {
      const before = writtenWeights(object, route) ?? []
      const weights: Weights = before.map((weight, row) => {
        const number = numbers[(at + row) % numbers.length] ?? 0
        return number % 4 === 0 ? weight : number % 1000
      })
      return { route, weights }
    })
}

type Stored = Record<string, unknown> & {
  metadata: Record<string, unknown>
  spec: Record<string, unknown>
}

/** What must be alike: everything but the moved weights, the record, and Kubernetes’ own counters. */
function withoutMoved(object: Stored, moved: readonly { route: string }[]): unknown {
  const copy = structuredClone(object)
  for (const member of ['resourceVersion', 'generation', 'managedFields'])
    delete copy.metadata[member]
  const notes = { ...(copy.metadata.annotations as Record<string, string> | undefined) }
  delete notes['binnacle.dev/changes']
  if (Object.keys(notes).length > 0) copy.metadata.annotations = notes
  else delete copy.metadata.annotations
  for (const { route } of moved) {
    const [, , list = '', at = '0'] = route.split('/')
    // The generator has made these lists.
    const rule = (copy.spec[list] as Record<string, { weight?: number }[]>[])[Number(at)]
    for (const entry of rule?.[list === 'rules' ? 'backendRefs' : 'route'] ?? [])
      delete entry.weight
  }
  return copy
}

let serial = 0

async function moveAndCompare(
  object: { apiVersion: string; kind: RouteKind; metadata: object; spec: object },
  numbers: readonly number[],
): Promise<void> {
  const name = `fuzz-${serial++}`
  const plural = object.kind === 'VirtualService' ? 'virtualservices' : 'httproutes'
  const collection = `/apis/${object.apiVersion}/namespaces/default/${plural}`
  const body = plain({ ...object, metadata: { ...object.metadata, name, namespace: 'default' } })
  const before = (await bed.client.create(collection, body)) as unknown as Stored
  const kind = object.kind
  const changes = wishesFor({ kind, spec: before.spec }, numbers)
  // The API server gives every object of these its uid and its generation.
  const raw = { ...before, kind } as unknown as Parameters<typeof planPatch>[0]
  const patch = planPatch(raw, changes, { records: [], next: record })
  const query = { fieldManager: 'binnacle', fieldValidation: 'Strict' }
  const after = (await bed.client.patch(`${collection}/${name}`, patch, query)) as unknown as Stored
  for (const { route, weights } of changes) expect(writtenWeights(after, route)).toEqual(weights)
  expect(withoutMoved(after, changes)).toEqual(withoutMoved(before, changes))
}

const numbers = fc.array(fc.nat(100_000), { minLength: 6, maxLength: 6 })
const runs = Number(process.env.BINNACLE_FUZZ_RUNS ?? 1_000)
const patience = 300_000

test(
  'a moved weight of a VirtualService leaves everything else as it was',
  async () => {
    await fc.assert(fc.asyncProperty(virtualService, numbers, moveAndCompare), { numRuns: runs })
  },
  patience,
)

test(
  'a moved weight of an HTTPRoute leaves everything else as it was',
  async () => {
    await fc.assert(fc.asyncProperty(httpRoute, numbers, moveAndCompare), { numRuns: runs })
  },
  patience,
)
