// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BinnaclePanelElement } from './public/embed'

const origin = 'https://binnacle.test'
const attributes = { src: `${origin}/`, view: 'graph' }

/** What jsdom lacks: windows of frames in a shadow tree, the reader's preference, built sheets. */
const windows = new WeakMap<HTMLIFrameElement, Window | null>()
const { get: ordinaryWindow } =
  Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow') ?? {}
function windowOf(frame: HTMLIFrameElement) {
  if (!windows.has(frame)) {
    const standIn = document.documentElement.appendChild(document.createElement('iframe'))
    windows.set(frame, ordinaryWindow?.call(standIn))
  }
  return windows.get(frame)
}
const darkness = Object.assign(new EventTarget(), { matches: false })
const preferDark = (matches: boolean) => {
  darkness.matches = matches
  darkness.dispatchEvent(new Event('change'))
}

const early = document.createElement('binnacle-panel')
const askedEarly = vi.fn(() => 'early')

beforeAll(async () => {
  Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
    get() {
      return windowOf(this)
    },
  })
  vi.stubGlobal('matchMedia', () => darkness)
  CSSStyleSheet.prototype.replaceSync = () => {}
  early.getToken = askedEarly
  setAttributes(early, attributes)
  document.body.append(early)
  await import('./public/embed.js')
})

afterAll(() => {
  // Their windows would keep the environment from ending.
  for (const frame of document.querySelectorAll('html > iframe')) frame.remove()
})

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 28) })
})
afterEach(() => {
  document.body.replaceChildren()
  darkness.matches = false
  vi.useRealTimers()
})

function setAttributes(panel: HTMLElement, wanted: Record<string, string>) {
  for (const [name, value] of Object.entries(wanted)) panel.setAttribute(name, value)
}

const settled = () => vi.advanceTimersByTimeAsync(0)

/** The panel's frame; it has one, and so a window. */
const frameOf = (panel: HTMLElement) =>
  panel.shadowRoot?.querySelector('iframe') as HTMLIFrameElement & { contentWindow: Window }

async function panelWith(
  more: Record<string, string> = {},
  getToken?: BinnaclePanelElement['getToken'],
) {
  const panel = document.createElement('binnacle-panel')
  setAttributes(panel, { ...attributes, ...more })
  if (getToken) panel.getToken = getToken
  const errors: string[] = []
  panel.addEventListener('binnacle-error', ({ detail }) => errors.push(detail.message))
  document.body.append(panel)
  await settled()
  return { panel, errors }
}

/** Everything that is posted into the frame from now on. */
function postedTo(panel: HTMLElement) {
  const posted: { message: unknown; target: unknown }[] = []
  vi.spyOn(frameOf(panel).contentWindow, 'postMessage').mockImplementation(
    (message: unknown, target: unknown) => {
      posted.push({ message, target })
    },
  )
  return posted
}

type From = { source?: Window; from?: string }

async function says(
  panel: HTMLElement,
  data: unknown,
  { source = frameOf(panel).contentWindow, from = origin }: From = {},
) {
  window.dispatchEvent(new MessageEvent('message', { source, origin: from, data }))
  await settled()
}

const ready = { type: 'binnacle:ready' }

/** As far as the element reads one: its end, so many seconds from now. */
const tokenFor = (seconds: number) =>
  `x.${btoa(JSON.stringify({ exp: Date.now() / 1000 + seconds })).replace(/=+$/, '')}.x`

const tokensIn = (posted: readonly { message: unknown }[]) =>
  posted.map(({ message }) => message).filter((message) => Object(message).type.endsWith('token'))

const textOf = (file: string) => readFileSync(path.join(import.meta.dirname, file), 'utf8')

test('it is at most 4 kB on the wire', () => {
  expect(gzipSync(textOf('public/embed.js')).length).toBeLessThanOrEqual(4_096)
})

describe('the script, its types and the page about it name the same', () => {
  const [script, types, page] = ['public/embed.js', 'public/embed.d.ts', 'app/embed/README.md'].map(
    textOf,
  ) as [string, string, string]
  const named = (text: string, pattern: RegExp) =>
    [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort()
  /** In the first column of the page's table with this head. */
  const toldUnder = (head: string) => {
    const [table = ''] = page.slice(page.indexOf(`| ${head} |`)).split('\n\n')
    const cells = [...table.matchAll(/^\| (`.+?) \|/gm)].map(([, cell]) => cell)
    return named(cells.join(), /`([\w-]+)`/g)
  }

  test('attributes', () => {
    const { observedAttributes } = Object(customElements.get('binnacle-panel'))
    const [, declared = ''] = /BinnaclePanelAttributes = \{(.*?)\n\}/s.exec(types) ?? []
    expect(named(declared, /^ {2}'?([\w-]+)'?\??:/gm)).toEqual([...observedAttributes].sort())
    expect(toldUnder('attribute')).toEqual([...observedAttributes].sort())
  })

  test('events', () => {
    const fired = named(script, /'(binnacle-(?!panel)\w+)'/g)
    expect(fired).toHaveLength(3)
    expect(named(types, /'(binnacle-(?!panel)\w+)'/g)).toEqual(fired)
    expect(named(types, /'on(binnacle-\w+)'/g)).toEqual(fired)
    expect(toldUnder('event')).toEqual(fired)
  })
})

test('a panel that was there, and had its getToken, before the script works as any other', async () => {
  document.body.append(early)
  await settled()
  const posted = postedTo(early)
  await says(early, ready)
  expect(askedEarly).toHaveBeenCalledOnce()
  expect(tokensIn(posted)).toEqual([{ type: 'binnacle:token', token: 'early' }])
})

describe('the frame', () => {
  test('asks the console for the view, and for what the attributes say', async () => {
    const { panel } = await panelWith({
      namespaces: 'shop,bank',
      focus: 'shop/service/cart',
      hops: '2',
      window: '10m',
      theme: 'dark',
    })
    expect(frameOf(panel).src).toBe(
      `${origin}/embed/graph?namespaces=shop%2Cbank&focus=shop%2Fservice%2Fcart&hops=2&window=10m&theme=dark`,
    )
    expect(frameOf(panel).title).toBe('Binnacle: graph')
  })

  test('is made anew when an attribute asks for another picture, once for several', async () => {
    const { panel } = await panelWith()
    const before = frameOf(panel)
    panel.setAttribute('view', 'mtls')
    panel.setAttribute('namespaces', 'shop')
    await settled()
    expect(frameOf(panel)).not.toBe(before)
    expect(frameOf(panel).src).toContain('/embed/mtls?namespaces=shop')
    expect(panel.shadowRoot?.childElementCount).toBe(1)
  })

  test.each([
    [{ view: 'admin' }, 'view must be one of: graph, split, mtls'],
    [{ src: 'javascript:alert(1)' }, 'src must be the http or https address of the console'],
    [{ src: 'binnacle' }, 'src must be the http or https address of the console'],
  ])('is not made of %j, and the page is told why', async (wrong, sentence) => {
    const { panel, errors } = await panelWith(wrong)
    expect(frameOf(panel)).toBeNull()
    expect(errors).toEqual([sentence])
  })

  test('is as high as its page says, within what the portal allows', async () => {
    const { panel } = await panelWith({ 'min-height': '200', 'max-height': '500' })
    const heights: string[] = []
    for (const height of [10, 321, 9_999, Number.NaN, '7000']) {
      await says(panel, { type: 'binnacle:size', height })
      heights.push(frameOf(panel).style.height)
    }
    expect(heights).toEqual(['200px', '321px', '500px', '500px', '500px'])
    panel.setAttribute('max-height', '400')
    expect(frameOf(panel).style.height).toBe('400px')
  })
})

describe('the token', () => {
  test('waits until the page listens, and goes to the console’s exact origin only', async () => {
    const { panel } = await panelWith({}, async () => 'secret')
    const posted = postedTo(panel)
    await settled()
    expect(posted).toEqual([])
    await says(panel, ready)
    expect(tokensIn(posted)).toEqual([{ type: 'binnacle:token', token: 'secret' }])
    expect(new Set(posted.map(({ target }) => target))).toEqual(new Set([origin]))
  })

  test('is asked for when the page wants another', async () => {
    const getToken = vi.fn(async () => `token ${getToken.mock.calls.length}`)
    const { panel } = await panelWith({}, getToken)
    const posted = postedTo(panel)
    await says(panel, ready)
    await says(panel, { type: 'binnacle:renew' })
    expect(tokensIn(posted)).toMatchObject([{ token: 'token 1' }, { token: 'token 2' }])
  })

  test('is asked for a minute before it ends, and again before the next one does', async () => {
    const getToken = vi.fn(async () => tokenFor(300))
    const { panel } = await panelWith({}, getToken)
    await says(panel, ready)
    await vi.advanceTimersByTimeAsync(239_000)
    expect(getToken).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(getToken).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(241_000)
    expect(getToken).toHaveBeenCalledTimes(3)
  })

  test('that has ended already, or never will, is not asked for without pause', async () => {
    for (const seconds of [-100, 1e9]) {
      const getToken = vi.fn(async () => tokenFor(seconds))
      const { panel } = await panelWith({}, getToken)
      await says(panel, ready)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(getToken.mock.calls.length).toBeLessThanOrEqual(7)
      panel.remove()
    }
  })

  test('is asked for once at a time', async () => {
    const getToken = vi.fn(() => new Promise<string>(() => {}))
    const { panel } = await panelWith({}, getToken)
    await says(panel, ready)
    await says(panel, { type: 'binnacle:renew' })
    expect(getToken).toHaveBeenCalledOnce()
  })

  test('that the portal fails to give is told, and asked for again', async () => {
    const getToken = vi.fn(async () => 'good').mockRejectedValueOnce(new Error('503'))
    const { panel, errors } = await panelWith({}, getToken)
    const posted = postedTo(panel)
    await says(panel, ready)
    expect(errors).toEqual(['getToken failed'])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(tokensIn(posted)).toMatchObject([{ token: 'good' }])
  })

  test('that comes late is not given to another console', async () => {
    let answer = (_: string) => {}
    const { panel } = await panelWith(
      {},
      () => new Promise<string>((resolve) => (answer = resolve)),
    )
    await says(panel, ready)
    panel.setAttribute('src', 'https://other.test')
    await settled()
    const posted = postedTo(panel)
    answer('secret')
    await settled()
    expect(posted).toEqual([])
  })

  test('may stand in an attribute, and is passed again when that changes', async () => {
    const { panel } = await panelWith({ token: 'one' })
    const posted = postedTo(panel)
    await says(panel, ready)
    panel.setAttribute('token', 'two')
    await settled()
    expect(tokensIn(posted)).toMatchObject([{ token: 'one' }, { token: 'two' }])
  })

  test('is asked for at once when getToken comes after the page was ready', async () => {
    const { panel } = await panelWith()
    const posted = postedTo(panel)
    await says(panel, ready)
    panel.getToken = () => 'late'
    await settled()
    expect(tokensIn(posted)).toMatchObject([{ token: 'late' }])
  })
})

describe('the theme', () => {
  const themesIn = (posted: readonly { message: unknown }[]) =>
    posted.map(({ message }) => Object(message).theme)

  test('follows the reader’s preference without loading anything anew', async () => {
    const { panel } = await panelWith()
    const frame = frameOf(panel)
    const posted = postedTo(panel)
    await says(panel, ready)
    preferDark(true)
    await settled()
    expect(themesIn(posted)).toEqual(['light', 'dark'])
    expect(frameOf(panel)).toBe(frame)
  })

  test('is the attribute’s where there is one, and follows it', async () => {
    const { panel } = await panelWith({ theme: 'dark' })
    const posted = postedTo(panel)
    await says(panel, ready)
    panel.setAttribute('theme', 'light')
    preferDark(true)
    panel.setAttribute('theme', 'auto')
    expect(themesIn(posted)).toEqual(['dark', 'light', 'light', 'dark'])
  })
})

describe('what the page tells', () => {
  test.each([
    ['binnacle-select', { kind: 'node', id: 'a', label: 'cart', namespace: 'shop' }],
    ['binnacle-verdict', { text: 'cart fails 3 % of its calls' }],
  ] as const)('is an event that bubbles: %s', async (name, detail) => {
    const { panel } = await panelWith()
    const heard: unknown[] = []
    document.body.addEventListener(name, (event) => heard.push(event.detail), { once: true })
    await says(panel, { type: name.replace('-', ':'), ...detail })
    expect(heard).toEqual([detail])
  })

  test('is heard from its own frame and from the console’s origin only', async () => {
    const getToken = vi.fn(() => 'secret')
    const { panel } = await panelWith({}, getToken)
    const other = (await panelWith()).panel
    await says(panel, ready, { source: window })
    await says(panel, ready, { source: frameOf(other).contentWindow })
    await says(panel, ready, { from: 'https://binnacle.test.evil.test' })
    await says(panel, ready, { from: 'http://binnacle.test' })
    await says(panel, ready, { from: 'null' })
    expect(getToken).not.toHaveBeenCalled()
    await says(panel, ready)
    expect(getToken).toHaveBeenCalledOnce()
  })

  test('and is not understood changes nothing', async () => {
    const { panel, errors } = await panelWith()
    for (const data of [null, undefined, 'binnacle:ready', 7, { type: 'binnacle:write' }])
      await says(panel, data)
    expect(errors).toEqual([])
  })
})

test('a panel that is taken away listens to nobody, asks for nothing, and starts anew when it is put back', async () => {
  const removed = vi.spyOn(window, 'removeEventListener')
  const getToken = vi.fn(async () => tokenFor(300))
  const { panel } = await panelWith({}, getToken)
  const { contentWindow: source } = frameOf(panel)
  await says(panel, ready)
  panel.remove()
  expect(removed).toHaveBeenCalledWith('message', expect.any(Function))
  await says(panel, ready, { source })
  await vi.advanceTimersByTimeAsync(600_000)
  expect(getToken).toHaveBeenCalledOnce()
  document.body.append(panel)
  await settled()
  await says(panel, ready)
  expect(getToken).toHaveBeenCalledTimes(2)
})

test('React gives it its attributes, its property and its events', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const host = document.body.appendChild(document.createElement('main'))
  const heard: string[] = []
  const root = createRoot(host)
  await act(() =>
    root.render(
      <binnacle-panel
        src={origin}
        view="split"
        getToken={() => 'from React'}
        onbinnacle-verdict={({ detail }) => heard.push(detail.text)}
      />,
    ),
  )
  const panel = host.querySelector('binnacle-panel') as BinnaclePanelElement
  await settled()
  const posted = postedTo(panel)
  await says(panel, ready)
  await says(panel, { type: 'binnacle:verdict', text: 'all is well' })
  expect(frameOf(panel).src).toContain('/embed/split')
  expect(tokensIn(posted)).toEqual([{ type: 'binnacle:token', token: 'from React' }])
  expect(heard).toEqual(['all is well'])
  await act(() => root.unmount())
})
