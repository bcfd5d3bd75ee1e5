import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PolicyRecord, policyPatch } from '../../lib/domain/mtls/policy-patch'
import { type ApiUnderTest, startApiUnderTest } from '../testbed/kubernetes/testing/api-under-test'

/**
 * Policies of every shape that the schema takes, with one mode written: whatever else is in them must
 * come out as it went in.
 */
let bed: ApiUnderTest
beforeAll(async () => {
  bed = await startApiUnderTest()
})
afterAll(() => bed.stop())

const word = fc.stringMatching(/^[a-z]([a-z0-9-]{0,12}[a-z0-9])?$/)
const key = fc
  .tuple(fc.constantFrom('', 'example.com/', 'a.b-c.io/'), word)
  .map((parts) => parts.join(''))
const labels = fc.dictionary(key, word, { maxKeys: 4 })
const text = fc.string({ maxLength: 40, unit: 'grapheme' })
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
/** JSON has no `undefined`: what is absent is left out. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

const written = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET')
const settings = fc.record({ mode: maybe(written) })
const port = fc.integer({ min: 1, max: 65_535 }).map(String)

/** Ports want a selector, and at least one of them: Istio's own rules in the schema say so. */
const spec = fc.oneof(
  fc.record({ mtls: maybe(settings) }),
  fc.record({
    selector: fc.record({ matchLabels: fc.dictionary(key, word, { minKeys: 1, maxKeys: 3 }) }),
    mtls: maybe(settings),
    portLevelMtls: maybe(fc.dictionary(port, settings, { minKeys: 1, maxKeys: 4 })),
  }),
)
const policy = fc.record({
  apiVersion: fc.constantFrom('security.istio.io/v1', 'security.istio.io/v1beta1'),
  kind: fc.constant('PeerAuthentication'),
  metadata: fc.record({
    labels: maybe(labels),
    annotations: maybe(fc.dictionary(key, text, { maxKeys: 4 })),
  }),
  spec: maybe(spec),
})

type Mode = { mode?: string | undefined }
type Spec = {
  selector?: object | undefined
  mtls?: Mode | undefined
  portLevelMtls?: Record<string, Mode> | undefined
}
type Stored = { metadata: Record<string, unknown>; spec?: Spec }

const record: PolicyRecord = {
  id: 'fuzz',
  at: 1,
  user: 'alice',
  reason: 'ä "quoted" ~/reason',
  acknowledged: [],
  reverts: null,
  change: { workload: null, port: null, before: null, after: 'STRICT', created: false },
}

const ownPort = ({ portLevelMtls }: Spec, fresh: number, chosen: number) => {
  const ports = Object.keys(portLevelMtls ?? {}).map(Number)
  return ports[chosen % (ports.length + 1)] ?? fresh
}

/** Everything but Kubernetes’ own counters, the record, and the one mode with what was made for it. */
function withoutWritten({ metadata, spec = {} }: Stored, at: number | null, before: Spec): unknown {
  const { resourceVersion, generation, managedFields, annotations, ...rest } =
    structuredClone(metadata)
  const { 'binnacle.dev/changes': _, ...notes } = (annotations ?? {}) as Record<string, string>
  const copy = structuredClone(spec)
  const level = at === null ? copy.mtls : copy.portLevelMtls?.[at]
  delete level?.mode
  if (at === null && before.mtls === undefined) delete copy.mtls
  if (at !== null && before.portLevelMtls?.[at] === undefined) delete copy.portLevelMtls?.[at]
  if (before.portLevelMtls === undefined) delete copy.portLevelMtls
  return { ...rest, notes, spec: copy }
}

let serial = 0
type Written = 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'UNSET'

async function writeAndCompare(
  object: { apiVersion: string; metadata: object; spec: Spec | undefined },
  wish: { mode: Written; wantsPort: boolean; fresh: number; chosen: number },
): Promise<void> {
  const name = `fuzz-${serial++}`
  const collection = `/apis/${object.apiVersion}/namespaces/default/peerauthentications`
  const body = plain({ ...object, metadata: { ...object.metadata, name, namespace: 'default' } })
  const before = (await bed.client.create(collection, body)) as unknown as Stored
  const was = before.spec ?? {}
  // A port is only asked for where the policy selects pods.
  const at = wish.wantsPort && was.selector ? ownPort(was, wish.fresh, wish.chosen) : null
  // The API server gives every object its uid and its generation.
  const raw = before as unknown as Parameters<typeof policyPatch>[0]
  const patch = policyPatch(raw, { port: at, mode: wish.mode }, { records: [], next: record })
  const query = { fieldManager: 'binnacle', fieldValidation: 'Strict' }
  const after = (await bed.client.patch(`${collection}/${name}`, patch, query)) as unknown as Stored
  const now = at === null ? after.spec?.mtls : after.spec?.portLevelMtls?.[at]
  expect(now?.mode).toBe(wish.mode)
  expect(withoutWritten(after, at, was)).toEqual(withoutWritten(before, at, was))
}

const wish = fc.record({
  mode: fc.constantFrom<Written>('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'),
  wantsPort: fc.boolean(),
  fresh: fc.integer({ min: 1, max: 65_535 }),
  chosen: fc.nat(5),
})
const runs = Number(process.env.BINNACLE_FUZZ_RUNS ?? 1_000)

test('a written mode leaves everything else of a PeerAuthentication as it was', async () => {
  await fc.assert(fc.asyncProperty(policy, wish, writeAndCompare), { numRuns: runs })
}, 300_000)
