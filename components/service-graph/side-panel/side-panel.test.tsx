// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { graphDefaults, toGraphQuestion } from '@/lib/search-params/graph'
import { call, requests, silence, workload } from '../graph.fixtures'
import type { Call } from '../slots'
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
const database = workload('mysqldb-v1', {
  received: { ...silence, bytesPerSecond: { sent: 400, received: 1500 } },
})
const idle = workload('mongodb-v1', { marks: [{ kind: 'idle' }] })
const edge = { ...call(productpage, reviews, requests(8.21, 0.021, 'UF,URX')), share: 0.198 }
const graph: ServiceGraph = {
  view: 'workload',
  nodes: [productpage, reviews, database, idle],
  edges: [edge],
}

const onSelect = vi.fn()
const onChange = vi.fn()

const slots = {
  nodeRouting: (node: GraphNode) => <p>Routes of {node.id}</p>,
  edgeSecurity: ({ source, target }: Call) => (
    <p>
      Policy of {source.id} to {target.id}
    </p>
  ),
}

function open(selected: string, search = graphDefaults, question = search) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SidePanel
        selected={selected}
        graph={graph}
        context={{ search, question: toGraphQuestion(question), slots, onSelect, onChange }}
      />
    </QueryClientProvider>,
  )
  return screen.getByRole('complementary')
}

const fetched = vi.fn((_url: string) => new Promise<Response>(() => undefined))
beforeEach(() => vi.stubGlobal('fetch', fetched))
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

  test('shows no latency that the graph was not asked for', () => {
    expect(within(open(edge.id)).queryByText('p95')).toBeNull()
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

describe('while the next answer is on its way', () => {
  const next = { ...graphDefaults, window: 3600, edges: ['mtls' as const] }

  test('the figures still say which window they are of', () => {
    expect(open(edge.id, next, graphDefaults).textContent).toMatch(/Observed over 5.min/)
  })

  test('nothing is claimed about mutual TLS', () => {
    const panel = open(edge.id, next, graphDefaults)
    expect(panel.textContent).toContain('Not answered yet')
    expect(panel.textContent).not.toContain('Not measured')
  })
})

describe('the panel of a node', () => {
  test.each([
    ['only what no workload was chosen for', {}, 'false'],
    ['all calls where services stand between', { services: true }, 'true'],
    ['all calls in the view of services', { view: 'service' as const }, 'true'],
  ])('charts of a service %s', (_, change, services) => {
    open(reviews.id, { ...graphDefaults, ...change })
    const [[url = ''] = []] = fetched.mock.calls
    expect(new URLSearchParams(url.split('?')[1]).get('services')).toBe(services)
  })

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

  test('says of a destination that nothing is told apart by that it is not known', () => {
    const row = within(open(reviews.id)).getByRole('row', { name: /^v1/ })
    expect(row.textContent).toMatch(/80.% weight 80not known/)
  })

  test('calls traffic without an outcome neither healthy nor unseen', () => {
    const panel = open(database.id)
    expect(panel.textContent).toContain('1.5\u00a0kB/s')
    expect(panel.textContent).not.toMatch(/Healthy|No traffic seen/)
  })

  test('claims no health and no rate for what was silent', () => {
    const panel = open(idle.id)
    expect(panel.textContent).toContain('No traffic seen')
    expect(panel.textContent).not.toMatch(/0\/s|0.%|Healthy/)
  })

  const answered = (nodes: GraphNode[]) =>
    fetched.mockResolvedValueOnce(Response.json({ data: { view: 'workload', nodes, edges: [] } }))

  test('says what a link selected that is no longer there', async () => {
    answered([])
    open(workload('gone-v1').id)
    expect(await screen.findByRole('heading', { name: 'gone-v1' })).toBeDefined()
    expect(await screen.findByText(/No traffic seen/)).toBeDefined()
  })

  test('is asked for by itself when it is part of a group on screen', async () => {
    const cart = workload('cart-v1', { received: requests(3) })
    answered([cart])
    open(cart.id)
    expect(await screen.findByText(/Received, observed/)).toBeDefined()
    const url = new URL(fetched.mock.calls[0]?.[0] ?? '', 'http://localhost')
    expect(url.searchParams.get('focus')).toBe(cart.id)
    expect(url.searchParams.has('limit')).toBe(false)
  })
})

describe('the places for other subjects', () => {
  test('a node’s panel asks for its routes', () => {
    expect(open(reviews.id).textContent).toContain(`Routes of ${reviews.id}`)
  })

  test('an edge’s panel asks with both of its ends', () => {
    expect(open(edge.id).textContent).toContain(`Policy of ${productpage.id} to ${reviews.id}`)
  })
})
