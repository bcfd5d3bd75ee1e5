import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkCall as checkByProduct } from '../../lib/domain/mtls/call-check'
import { mtlsRules } from '../../lib/domain/mtls/rules'
import { beyond, checkCall as checkBySimulation } from '../testbed/mesh/resolve/call-check'
import { buildWorld } from '../testbed/mesh/world/world'
import { factsOfObjects } from './drawn-facts'
import { type DrawnMesh, drawnEntryMesh, drawnMesh } from './mtls-meshes'

/**
 * The product's call check and the simulation's were written apart, from the same facts. They are
 * asked of the same objects, and must say the same.
 */

function byProduct(mesh: DrawnMesh, server: string) {
  const { objects, client, port, subset } = mesh
  const rules = mtlsRules(factsOfObjects(objects))
  const [namespace = '', name = ''] = (client ?? '').split('/')
  const [pods = null] = client === null ? [] : rules.podsOf({ namespace, name })
  const [of = '', called = ''] = mesh.service.split('/')
  const service = rules.serviceOf({ namespace: of, name: called })
  if (!service) throw new Error('The service is lost')
  const { endpoints } = checkByProduct(rules, {
    client: pods,
    service,
    port,
    subset,
    direct: false,
  })
  const endpoint = endpoints.find(({ pods }) => (pods ? `default/${pods.name}` : beyond) === server)
  return endpoint?.result ?? 'broken'
}

const bySimulation = ({ objects, client, service, port, subset }: DrawnMesh, server: string) =>
  checkBySimulation(buildWorld(objects), {
    client,
    service,
    port,
    server,
    ...(subset === null ? {} : { subset }),
  })

const meshes = Number(process.env.BINNACLE_DIFFERENTIAL_MESHES ?? 1_000)

/** How often each result was agreed on. */
function agreed(drawnMeshes: fc.Arbitrary<DrawnMesh>, numRuns: number): Map<string, number> {
  const counts = new Map<string, number>()
  fc.assert(
    fc.property(drawnMeshes, (drawn) => {
      for (const server of drawn.servers) {
        const said = byProduct(drawn, server)
        counts.set(said, (counts.get(said) ?? 0) + 1)
        // The one case in which Istio's own parts disagree is not predicted.
        if (said === 'ambiguous') continue
        expect(said).toBe(bySimulation(drawn, server))
      }
    }),
    { numRuns },
  )
  return counts
}

test.each([
  ['a Service', meshes, drawnMesh, ['mutual_tls', 'hbone', 'plaintext', 'app_tls', 'broken']],
  [
    'a ServiceEntry for pods of the mesh',
    Math.ceil(meshes / 3),
    drawnEntryMesh.filter(({ isBeyond }) => !isBeyond),
    ['mutual_tls', 'hbone', 'plaintext', 'app_tls', 'broken'],
  ],
  [
    'a ServiceEntry for what lies beyond the mesh',
    Math.ceil(meshes / 3),
    drawnEntryMesh.filter(({ isBeyond }) => isBeyond),
    ['plaintext', 'app_tls', 'broken'],
  ],
])(
  'around %s call check and simulation agree on %i random meshes',
  (what, runs, mesh, expected) => {
    const counts = agreed(mesh, runs)
    const all = [...counts.values()].reduce((sum, one) => sum + one, 0)
    const share = (counts.get('ambiguous') ?? 0) / all
    const words = [...counts].sort().map(([result, count]) => `${result} ${count}`)
    const told = (share * 100).toFixed(1)
    console.log(`${what}: ${all} calls: ${words.join(', ')}; ambiguous ${told} %`)
    expect(share).toBeLessThan(0.1)
    // Random meshes in which nothing happens would prove nothing.
    for (const result of expected) expect((counts.get(result) ?? 0) / all).toBeGreaterThan(0.001)
    expect([...counts.keys()].filter((one) => one !== 'ambiguous').sort()).toEqual(
      expected.toSorted(),
    )
  },
)
