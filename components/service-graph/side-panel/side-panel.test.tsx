// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { graphDefaults } from '@/lib/search-params/graph'
import { call, requests, workload } from '../graph.fixtures'
import { SidePanel } from './side-panel'

const split = {
  kind: 'trafficSplit' as const,
  virtualService: { namespace: 'default', name: 'reviews' },
  destinations: [
    { host: 'reviews', subset: 'v1', weight: 80, share: 0.8 },
    { host: 'reviews', subset: 'v2', weight: 20, share: 0.2 },
  ],
}
const productpage = workload('productpage-v1', { sent: requests(41.5) })
const reviews = workload('reviews-v2', { received: requests(8.21, 0.021), marks: [split] })
const idle = workload('mongodb-v1', { marks: [{ kind: 'idle' }] })
const edge = { ...call(productpage, reviews, requests(8.21, 0.021, 'UF,URX')), share: 0.198 }
const graph: ServiceGraph = { view: 'workload', nodes: [productpage, reviews, idle], edges: [edge] }

const onSelect = vi.fn()
const onChange = vi.fn()

function open(selected: string) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SidePanel
        selected={selected}
        graph={graph}
        context={{ search: graphDefaults, onSelect, onChange }}
      />
    </QueryClientProvider>,
  )
  return screen.getByRole('complementary')
}

beforeEach(() => vi.stubGlobal('fetch', () => new Promise(() => undefined)))
afterEach(() => {
  cleanup()
  vi.clearAllMocks()
  vi.unstubAllGlobals()
})

describe('the panel of an edge', () => {
  test('says what came of the requests, with what each flag means', () => {
    const panel = open(edge.id)
    const failed = within(panel).getByRole('row', { name: /^503/ })
    expect(failed.textContent).toContain('UF connecting to the destination failed')
    expect(failed.textContent).toContain('URX gave up after all retries')
  })

  test('says who counted, over which window', () => {
    expect(open(edge.id).textContent).toMatch(/Observed over 5.min, counted at the source/)
  })

  test('leads to both of its ends', async () => {
    const panel = open(edge.id)
    await userEvent.click(within(panel).getByRole('button', { name: 'reviews-v2' }))
    expect(onSelect).toHaveBeenCalledWith(reviews.id)
  })

  test('asks for mutual TLS only when told to', async () => {
    const panel = open(edge.id)
    await userEvent.click(within(panel).getByRole('button', { name: 'Show mutual TLS' }))
    expect(onChange).toHaveBeenCalledWith({ edges: [...graphDefaults.edges, 'mtls'] })
  })
})

describe('the panel of a node', () => {
  test('keeps what a route asks for apart from what was seen', () => {
    const table = within(open(reviews.id)).getByRole('table', { name: /Configured and observed/ })
    const head = within(table)
      .getAllByRole('columnheader')
      .map(({ textContent }) => textContent)
    expect(head[1]).toBe('Configured now')
    expect(head[2]).toMatch(/^Observed, 5.min$/)
    const row = within(table).getByRole('row', { name: /^v2/ })
    expect(row.textContent).toMatch(/20.% weight 20/)
  })

  test('claims no health and no rate for what was silent', () => {
    const panel = open(idle.id)
    expect(panel.textContent).toContain('No traffic seen')
    expect(panel.textContent).not.toMatch(/0\/s|0.%|Healthy/)
  })

  test('says what a link selected that is no longer there', () => {
    const panel = open(workload('gone-v1').id)
    expect(within(panel).getByRole('heading', { name: 'gone-v1' })).toBeDefined()
    expect(panel.textContent).toContain('No traffic seen')
  })
})
