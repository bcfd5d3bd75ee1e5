import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type MtlsNamespaceReply, mtlsNamespaceSearch } from '../../lib/api/mtls'
import { candidateFinder } from '../../lib/domain/mtls/candidates'
import { mtlsRules } from '../../lib/domain/mtls/rules'
import { readMtlsNamespace } from '../../lib/server/mtls/read-mtls-namespace'
import { targetPortOf } from '../testbed/cluster/kubernetes-objects'
import { snapshotter } from '../testbed/mesh/export/snapshot'
import { ztunnelPod } from '../testbed/mesh/fixtures-gateway-api'
import { type CallResult, checkCall } from '../testbed/mesh/resolve/call-check'
import { skipsSidecar } from '../testbed/mesh/resolve/excluded-ports'
import { newSimulation, type Simulation } from '../testbed/mesh/simulation/simulation'
import { trafficPlan } from '../testbed/mesh/traffic-plan'
import type { MeshPod } from '../testbed/mesh/world/mesh-pod'
import { buildWorld, type World } from '../testbed/mesh/world/world'
import { factsOfObjects } from './drawn-facts'
import { type LonePrometheus, startLonePrometheus } from './lone-prometheus'
import { type DrawnMesh, drawnMesh } from './mtls-meshes'
import { scrape } from './past-bed'

/**
 * Random small meshes under traffic, scraped into a real store one after another: what the product
 * says was observed is held against the simulation's own rules and its ledger.
 */

const bed = vi.hoisted(() => ({ url: '', known: (): unknown => null }))
vi.mock('../../lib/env', () => ({ readEnv: () => ({ prometheusUrl: bed.url }) }))
vi.mock('../../lib/server/mtls/read-mtls-facts', async (original) => ({
  ...(await original<typeof import('../../lib/server/mtls/read-mtls-facts')>()),
  readMtlsFacts: () => Promise.resolve(bed.known()),
}))
vi.mock('../../lib/server/mtls/mtls-history', () => ({ mtlsHistory: () => [] }))
vi.mock('../../lib/server/mtls/mtls-rights', () => ({
  mayWritePolicies: () => Promise.resolve({ allowed: false, reason: null }),
}))

const minute = 60_000
const windowSeconds = 300
const lifeMs = 10 * minute
/** So that the look-back of one, and the hour before it, do not reach the one before. */
const apartMs = 130 * minute
const meshes = 20

const viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
} as const

/** Every drawn client calls by itself, and no route sends it to a subset. */
const drawn: DrawnMesh[] = fc
  .sample(drawnMesh, { numRuns: meshes * 4, seed: 20 })
  .filter(({ client, subset }) => client !== null && subset === null)
  .slice(0, meshes)
  .map((mesh) => ({ ...mesh, objects: [...mesh.objects, ztunnelPod()] }))

const protocolOf = ({ objects }: DrawnMesh) => {
  const names = JSON.stringify(objects.filter(({ kind }) => kind === 'Service'))
  return names.includes('tcp-db') ? 'tcp' : names.includes('grpc') ? 'grpc' : 'http'
}

const planOf = (mesh: DrawnMesh) =>
  trafficPlan.parse({
    starts: [
      {
        from: mesh.client,
        host: 'reviews.default.svc.cluster.local',
        port: mesh.port,
        protocol: protocolOf(mesh),
        requestsPerSecond: 20,
      },
    ],
  })

type Lived = {
  mesh: DrawnMesh
  world: World
  simulation: Simulation
  at: number
  said: MtlsNamespaceReply['data']
}

let store: LonePrometheus
const lives: Lived[] = []

async function live(mesh: DrawnMesh, serial: number, now: number): Promise<Lived> {
  const startAt = now - (meshes - serial) * apartMs
  const world = buildWorld(mesh.objects)
  const simulation = newSimulation({ world, traffic: planOf(mesh), seed: serial, startAt })
  const advanceTo = (epochMs: number) => {
    simulation.advanceTo(epochMs)
    for (const pod of simulation.proxies.keys()) simulation.recordScrape(pod, epochMs)
  }
  // A scrape is never at a whole five seconds, where windows begin and end.
  const times = Array.from({ length: lifeMs / 15_000 }, (_, one) => startAt + one * 15_000 + 2_000)
  const snapshot = snapshotter(simulation, { isLean: true })
  await store.write(scrape({ advanceTo, snapshot }, times, () => false))
  const facts = factsOfObjects(mesh.objects)
  const [rules, candidatesOf] = [mtlsRules(facts), candidateFinder(facts)]
  bed.known = () => ({ facts, rules, candidatesOf, warnings: [] })
  // The look-back is asked once a minute.
  const at = startAt + lifeMs
  const search = mtlsNamespaceSearch.parse({ at: String(at), lookBack: '1h' })
  const context = { viewer, signal: new AbortController().signal }
  const { data } = await readMtlsNamespace({ ...search, namespace: 'default' }, context)
  return { mesh, world, simulation, at, said: data }
}

beforeAll(async () => {
  store = await startLonePrometheus()
  bed.url = store.url
  const now = Math.floor(Date.now() / minute) * minute
  for (const [serial, mesh] of drawn.entries()) lives.push(await live(mesh, serial, now))
}, 300_000)
afterAll(() => store?.stop())

const serversOf = ({ world, mesh, said }: Lived) =>
  mesh.servers.map((server) => {
    const pod = [...world.pods.values()].find(
      ({ namespace, workload }) => `${namespace}/${workload}` === server,
    )
    const call = { client: mesh.client, service: 'default/reviews', port: mesh.port, server }
    const result = checkCall(world, call)
    if (!pod || result === 'mixed') throw new Error(`${server} is not one endpoint`)
    const listed = said.workloads.find(({ name }) => name === pod.workload)
    return { server, pod, result, callers: listed?.callers ?? [] }
  })

const isClient = ({ client }: DrawnMesh, { namespace, workload }: MeshPod) =>
  `${namespace}/${workload}` === client

/** Whether anybody counts how a call arrives. */
function isMeasured({ world, mesh }: Lived, pod: MeshPod, result: CallResult): boolean {
  const service = world.services.get('reviews.default.svc.cluster.local')
  const port = service?.ports.find((one) => one.port === mesh.port)
  // A ztunnel at the client's end tells of the plaintext that it sends.
  const client = [...world.pods.values()].find((one) => isClient(mesh, one))
  if (pod.isAmbient || (client?.isAmbient && result === 'plaintext')) return true
  if (pod.proxy !== 'sidecar' || !port) return false
  return result === 'hbone' || !skipsSidecar(pod, targetPortOf(port, pod.spec))
}

const isEncrypted = (result: CallResult) => result === 'mutual_tls' || result === 'hbone'
const wentTo = ({ simulation }: Lived, pod: MeshPod) =>
  simulation.ledger
    .rows()
    .filter(
      ({ destination, security }) => destination?.workload === pod.workload && security !== 'none',
    )

describe(`in ${meshes} random meshes`, () => {
  test('all that can become of a call happens', () => {
    const results = lives.flatMap((one) => serversOf(one).map(({ result }) => result))
    console.log(results.toSorted().join(' '))
    expect(drawn).toHaveLength(meshes)
    expect(new Set(results).size).toBeGreaterThanOrEqual(4)
  })

  test.for(drawn.map((_, serial) => serial))(
    'of mesh %i the callers are as encrypted as the simulation’s rules say',
    (serial) => {
      const one = lives[serial] as Lived
      for (const { server, pod, result, callers } of serversOf(one)) {
        const shares = callers.map(({ shares: seen }) => seen?.mutualTls)
        const open = one.said.observed.plaintextClients.filter(
          ({ destination }) => destination === server,
        )
        const isSeen = isMeasured(one, pod, result) && wentTo(one, pod).length > 0
        const told = `${server} ${result} by ${one.mesh.client}`
        if (isEncrypted(result)) {
          expect([told, open]).toEqual([told, []])
          expect([told, new Set(shares)]).toEqual([told, new Set(isSeen ? [1] : [])])
        } else if (result !== 'broken') {
          expect([told, new Set(shares)]).toEqual([told, new Set(isSeen ? [0] : [])])
          expect([told, open.length > 0]).toEqual([told, isSeen])
        } else expect([told, shares.filter((share) => share !== 0)]).toEqual([told, []])
      }
    },
  )

  test('plaintext requests are counted in full, from the first on', () => {
    let compared = 0
    for (const one of lives)
      for (const { server, pod, result } of serversOf(one)) {
        if (isEncrypted(result) || result === 'broken' || !isMeasured(one, pod, result)) continue
        const requests = wentTo(one, pod).reduce((sum, row) => sum + row.requests, 0)
        const told = one.said.observed.plaintextClients
          .filter(({ destination, counted }) => destination === server && counted === 'requests')
          .reduce((sum, { count }) => sum + (count ?? 0), 0)
        if (requests === 0 || told === 0) continue
        compared += 1
        expect(Math.abs(told - requests), server).toBeLessThanOrEqual(Math.max(requests * 0.05, 3))
      }
    expect(compared).toBeGreaterThan(3)
  })

  test('a namespace’s share of encrypted requests is the ledger’s', () => {
    let compared = 0
    for (const one of lives) {
      const measured = new Map(
        serversOf(one)
          .filter(({ pod, result }) => pod.proxy === 'sidecar' && isMeasured(one, pod, result))
          .map(({ pod }) => [pod.workload, pod]),
      )
      const window = { at: one.at, windowMs: windowSeconds * 1000 }
      const gained = one.simulation.ledger
        .increments(window)
        .filter(
          ({ destination, security, requests }) =>
            requests > 0 && security !== 'none' && measured.has(destination?.workload ?? ''),
        )
      const sum = (rows: typeof gained) => rows.reduce((all, row) => all + row.requests, 0)
      const safe = gained.filter(
        ({ security }) => security === 'mutual_tls' || security === 'hbone',
      )
      const { requests } = one.said.observed
      if (sum(gained) === 0) continue
      compared += 1
      expect(Math.abs((requests?.mutualTls ?? Number.NaN) - sum(safe) / sum(gained))).toBeLessThan(
        0.03,
      )
    }
    expect(compared).toBeGreaterThan(5)
  })

  test('who is said to be refused is refused by the simulation’s rules, and the other way round', () => {
    for (const one of lives)
      for (const { server, pod, result } of serversOf(one)) {
        const refused = one.said.observed.refused.filter(
          ({ destination, refused: isRefused }) => destination === server && isRefused,
        )
        if (refused.length > 0) expect([server, result]).toEqual([server, 'broken'])
        // A client without a proxy of its own leaves no report of what was refused to it.
        const isTold = [...one.world.pods.values()].some(
          (caller) => isClient(one.mesh, caller) && caller.proxy === 'sidecar',
        )
        const failed = one.said.observed.refused.some(({ destination }) => destination === server)
        if (result === 'broken' && isTold && failed && !pod.isAmbient)
          expect([server, refused.length > 0]).toEqual([server, true])
      }
  })
})
