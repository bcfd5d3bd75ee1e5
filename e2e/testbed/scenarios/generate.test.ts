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
    'of %s services has 11 to 13 workload edges a service, and everybody is called',
    (services, namespaces, workloads) => {
      const { edges, called, flags } = measure(services, namespaces)
      expect(edges / services).toBeGreaterThan(11)
      expect(edges / services).toBeLessThan(13)
      expect(called).toBe(workloads)
      expect(flags).toEqual(new Set(['-']))
    },
  )

  test('is the same for the same seed', () => {
    const options = { services: 20, namespaces: 4, seed: 3 }
    expect(generateScenario(options)).toEqual(generateScenario(options))
    expect(generateScenario(options)).not.toEqual(generateScenario({ ...options, seed: 4 }))
  })
})
