import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  details,
  hop,
  nodeNamed,
  pageViews,
  productpage,
} from './bookinfo.fixtures'
import { draw } from './draw.fixtures'

describe('a service’s own thresholds', () => {
  const failing = calls(hop(productpage, details), 10, { code: '503' })
  const withRule = (health: string) => ({
    ...bookinfoFacts,
    services: bookinfoFacts.services.map((one) =>
      one.name === 'details' ? { ...one, health } : one,
    ),
  })
  const judged = (health: string) => {
    const graph = draw({ requests: [...pageViews, failing] }, {}, withRule(health))
    const node = nodeNamed(graph, 'workload/default/details-v1')
    return 'health' in node && [node.health, node.healthReason]
  }

  test('hold for its workloads and for calls to them', () => {
    expect(judged('errors=60%/80%')).toEqual([
      'healthy',
      {
        measure: 'errors',
        ratio: 0.5,
        thresholds: { degraded: 0.6, failing: 0.8 },
        setBy: 'default/details',
      },
    ])
    const { edges } = draw({ requests: [failing] }, {}, withRule('errors=off'))
    expect(edges.map(({ health }) => health)).toEqual(['healthy'])
  })

  test('hold for the namespace of its workloads, and for what is gathered of calls to them', () => {
    const requests = [...pageViews, failing]
    const inView = draw({ requests }, { view: 'namespace' }, withRule('errors=off'))
    expect(nodeNamed(inView, 'namespace/default')).toMatchObject({ health: 'healthy' })
    const gathered = draw({ requests }, { limit: 1 }, withRule('errors=off'))
    const healths = ({ edges }: typeof gathered) => edges.map(({ health }) => health)
    expect(gathered.edges.length).toBeLessThan(pageViews.length)
    expect(new Set(healths(gathered))).toEqual(new Set(['healthy']))
    expect(healths(draw({ requests }, { limit: 1 }, bookinfoFacts))).toContain('failing')
  })

  test('that cannot be read are none', () => {
    expect(judged('errors=many')).toMatchObject(['failing', { setBy: null }])
  })
})
