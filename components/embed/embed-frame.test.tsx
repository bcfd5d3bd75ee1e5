// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askedAs, holdEmbedToken } from '@/lib/queries/embed-token'
import { EmbedFrame, type EmbedTools } from './embed-frame'

const portal = 'https://portal.example.com'
const origins = [portal, 'https://other.example.com']

/** A window of its own, as an event’s source has to be one; it stands for the page around the panel. */
const standIn = () => {
  const { contentWindow } = document.body.appendChild(document.createElement('iframe'))
  if (contentWindow === null) throw new Error('a frame in a document has a window')
  return contentWindow
}
const [parent, stranger] = [standIn(), standIn()]
const told: { message: unknown; target: unknown }[] = []
const own = Object.getOwnPropertyDescriptor(window, 'parent') ?? {}
let resized = () => {}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 28) })
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(call: () => void) {
        resized = call
      }
      observe() {
        resized()
      }
      disconnect() {
        resized = () => {}
      }
    },
  )
  Object.defineProperty(window, 'parent', { configurable: true, value: parent })
  vi.spyOn(parent, 'postMessage').mockImplementation((message: unknown, target: unknown) => {
    told.push({ message, target })
  })
})
afterEach(() => {
  cleanup()
  told.length = 0
  holdEmbedToken(null)
  delete document.documentElement.dataset.theme
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})
afterAll(() => {
  Object.defineProperty(window, 'parent', own)
  // Their windows would keep the environment from ending.
  for (const frame of document.querySelectorAll('iframe')) frame.remove()
})

const tokenOf = (claims: Record<string, unknown> = {}) => {
  const whole = { exp: Date.now() / 1000 + 600, namespaces: ['shop'], views: ['graph'], ...claims }
  return `h.${Buffer.from(JSON.stringify(whole)).toString('base64url')}.s`
}

const says = (data: unknown, { source = parent, origin = portal } = {}) =>
  act(() => window.dispatchEvent(new MessageEvent('message', { source, origin, data })))

const brings = (token: string, from = {}) => says({ type: 'binnacle:token', token }, from)

const messages = () => told.map(({ message }) => message)

let tools: EmbedTools
function open(props: Partial<Parameters<typeof EmbedFrame>[0]> = {}, client = new QueryClient()) {
  render(
    <QueryClientProvider client={client}>
      <EmbedFrame
        origins={origins}
        view="graph"
        theme={null}
        namespacesOf={({ namespaces }) => namespaces}
        {...props}
      >
        {(given) => {
          tools = given
          return <p>The picture of {given.claims.namespaces.join()}</p>
        }}
      </EmbedFrame>
    </QueryClientProvider>,
  )
}

const picture = () => screen.queryByText(/^The picture of/)
const theme = () => document.documentElement.dataset.theme

test('says to anybody that it is there, and nothing else before it knows who is around it', () => {
  open()
  expect(told).toEqual([{ message: { type: 'binnacle:ready' }, target: '*' }])
  expect(screen.getByText('Waiting for the portal')).toBeTruthy()
})

test('a token from the page around it opens it, and goes with every question', () => {
  open()
  const token = tokenOf()
  brings(token)
  expect(picture()?.textContent).toBe('The picture of shop')
  expect(askedAs().headers).toEqual({ authorization: `Binnacle-Embed ${token}` })
})

test('nobody but that page is heard', () => {
  open()
  brings(tokenOf(), { source: stranger })
  brings(tokenOf(), { source: window })
  says({ type: 'binnacle:theme', theme: 'dark' }, { source: stranger })
  expect(screen.getByText('Waiting for the portal')).toBeTruthy()
  expect(theme()).toBeUndefined()
  expect(askedAs().headers).toEqual({})
})

test.each([
  'https://portal.example.com.evil.example',
  'http://portal.example.com',
  'https://portal.example.com:8443',
  'null',
])('a page at %s is told that it may not show a panel, and is told nothing more', (origin) => {
  open()
  brings(tokenOf(), { origin })
  expect(screen.getByText('The page around this panel may not show it')).toBeTruthy()
  expect(askedAs().headers).toEqual({})
  expect(messages()).toEqual([{ type: 'binnacle:ready' }])
})

test.each([
  ['cannot be read', 'token', 'The token of this panel cannot be read'],
  [
    'is for other views',
    tokenOf({ views: ['mtls'] }),
    'The token of this panel does not open the service graph',
  ],
  [
    'is for other namespaces',
    tokenOf({ namespaces: ['bank'] }),
    'The token of this panel does not open the namespace shop',
  ],
])('a token that %s is refused in words, and a good one after it is taken', (_, token, words) => {
  open({ namespacesOf: () => ['shop'] })
  brings(token)
  expect(screen.getByText(words)).toBeTruthy()
  expect(picture()).toBeNull()
  brings(tokenOf())
  expect(picture()).toBeTruthy()
})

test('where no page is named, none is waited for', () => {
  open({ origins: [] })
  expect(screen.getByText('This console shows no panels in other pages')).toBeTruthy()
})

test('the next token is asked for a minute before the end, then again and again until it comes', () => {
  open()
  const renewals = () => messages().filter((one) => Object(one).type === 'binnacle:renew').length
  brings(tokenOf())
  act(() => vi.advanceTimersByTime(539_000))
  expect(renewals()).toBe(0)
  act(() => vi.advanceTimersByTime(2_000))
  expect(renewals()).toBe(1)
  act(() => vi.advanceTimersByTime(30_000))
  expect(renewals()).toBe(3)
  const before = picture()
  brings(tokenOf())
  expect(picture()).toBe(before)
  act(() => vi.advanceTimersByTime(500_000))
  expect(renewals()).toBe(3)
})

test('what an ended token was refused is asked again with the next one, and nothing else', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const refused = vi.fn(async () => Promise.reject(new Error('ended')))
  const good = vi.fn(async () => 'good')
  await client.prefetchQuery({ queryKey: ['refused'], queryFn: refused })
  await client.prefetchQuery({ queryKey: ['good'], queryFn: good })
  open({}, client)
  const first = tokenOf()
  brings(first)
  expect(refused).toHaveBeenCalledTimes(2)
  await act(() => vi.advanceTimersByTimeAsync(0))
  brings(first)
  expect(refused).toHaveBeenCalledTimes(2)
  brings(tokenOf({ sub: 'renewed' }))
  expect(refused).toHaveBeenCalledTimes(3)
  expect(good).toHaveBeenCalledOnce()
})

test('a token from the address is taken at once and kept nowhere', () => {
  globalThis.binnacleEmbedToken = tokenOf()
  open()
  expect(picture()).toBeTruthy()
  expect(globalThis.binnacleEmbedToken).toBeUndefined()
})

test('the theme is the address’s, then the page’s, and what is signed has the last word', () => {
  open({ theme: 'dark' })
  expect(theme()).toBe('dark')
  says({ type: 'binnacle:theme', theme: 'light' })
  expect(theme()).toBe('light')
  says({ type: 'binnacle:theme', theme: 'sepia' })
  brings(tokenOf())
  expect(theme()).toBe('light')
  brings(tokenOf({ theme: 'dark' }))
  says({ type: 'binnacle:theme', theme: 'light' })
  expect(theme()).toBe('dark')
})

test('what it shows, what is chosen and how high it is go to that page’s exact origin', () => {
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(
    new DOMRect(0, 0, 400, 320.4),
  )
  open({ view: 'mtls' })
  brings(tokenOf({ views: ['mtls'] }))
  tools.onVerdict('All calls are encrypted.')
  tools.tell({ type: 'binnacle:select', kind: 'node', id: 'a', label: 'cart' })
  expect(told.slice(1)).toEqual(
    [
      { type: 'binnacle:size', height: 321 },
      { type: 'binnacle:verdict', text: 'All calls are encrypted.' },
      { type: 'binnacle:select', kind: 'node', id: 'a', label: 'cart' },
    ].map((message) => ({ message, target: portal })),
  )
})

test('a graph asks for its height once, and then takes the room that it is given', () => {
  open()
  says({ type: 'binnacle:theme', theme: 'dark' })
  brings(tokenOf())
  expect(messages().slice(1)).toEqual([{ type: 'binnacle:size', height: 480 }])
})
