import { describe, expect, test } from 'vitest'
import { snapshotter } from '../mesh/export/snapshot'
import { newSimulation } from '../mesh/simulation/simulation'
import { worldFromManifests } from '../mesh/world-from-manifests'
import { generateScenario } from './generate'

const startAt = Date.UTC(2026, 10, 1)

function measure(services: number, namespaces: number) {
  const { manifests, traffic } = generateScenario({ services, namespaces, seed: 1 })
  const world = worldFromManifests(manifests)
  const simulation = newSimulation({ world, traffic, seed: 1, startAt, metrics: 'requests' })
  simulation.advanceTo(startAt + 600_000)
  const rows = simulation.ledger.rows()
  const workload = (party: { namespace: string; workload: string } | null) =>
    `${party?.namespace}/${party?.workload}`
  return {
    edges: new Set(
      rows.map(({ source, destination }) => `${workload(source)} ${workload(destination)}`),
    ).size,
    called: new Set(rows.map(({ destination }) => workload(destination))).size,
    series: [...snapshotter(simulation)()].length,
    flags: new Set(rows.map(({ flags }) => flags)),
  }
}

describe('a generated mesh', () => {
  test.each([
    [60, 6, 120],
    [500, 50, 1000],
  ])(
    'of %s services has 10 to 13 workload edges a service, and everybody is called',
    (services, namespaces, workloads) => {
      const { edges, called, flags } = measure(services, namespaces)
      expect(edges / services).toBeGreaterThan(10)
      expect(edges / services).toBeLessThan(13)
      expect(called).toBe(workloads)
      expect(flags).toEqual(new Set(['-']))
    },
  )

  test('has hubs that many call, and a long tail', () => {
    const { traffic } = generateScenario({ services: 500, namespaces: 50, seed: 1 })
    const callers = new Map<string, number>()
    for (const { calls } of Object.values(traffic.workloads)) {
      for (const { host } of calls) callers.set(host, (callers.get(host) ?? 0) + 1 / 2)
    }
    const counts = [...callers.values()].sort((one, other) => other - one)
    expect(counts[0]).toBeGreaterThan(25)
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(4)
    const rates = traffic.starts.map(({ requestsPerSecond }) => requestsPerSecond)
    expect(Math.max(...rates) / Math.min(...rates)).toBeGreaterThan(10)
  })

  test('puts as many services as asked into its dense namespace, of every tier', () => {
    const { manifests } = generateScenario({ services: 500, namespaces: 20, dense: 300, seed: 1 })
    const dense = manifests.filter(
      ({ kind, metadata }) => kind === 'Service' && metadata.namespace === 'team-00',
    )
    const ofTier = new Set(dense.map(({ metadata }) => metadata.name.split('-')[0]))
    const namespaces = new Set(manifests.map(({ metadata }) => metadata.namespace))
    expect(dense).toHaveLength(300)
    expect(ofTier.size).toBe(6)
    expect(namespaces.has('team-19')).toBe(true)
  })

  test('is the same for the same seed', () => {
    const options = { services: 20, namespaces: 4, seed: 3 }
    expect(generateScenario(options)).toEqual(generateScenario(options))
    expect(generateScenario(options)).not.toEqual(generateScenario({ ...options, seed: 4 }))
  })
})
