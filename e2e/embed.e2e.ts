import { writeFile } from 'node:fs/promises'
import type { FrameLocator, Page } from '@playwright/test'
import { environmentOf, startReadyConsole } from './support/console'
import { expect, test } from './support/fixtures'
import { mintPanelToken, type PanelClaims, panelKeys } from './support/panel-token'
import { type Portal, startPortal } from './support/portal'
import type { ConsoleProcess } from './tools/console-process.mjs'

const graph: PanelClaims = { namespaces: ['default'], views: ['graph'] }
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds

let server: ConsoleProcess
let token = ''
let portal: Portal
let stranger: Portal
test.beforeAll(async ({ testbed }) => {
  const settings = { consoleUrl: () => server.url, tokenOf: () => token }
  portal = await startPortal(settings)
  stranger = await startPortal(settings)
  const file = test.info().outputPath('keys.json')
  await writeFile(file, panelKeys)
  server = await startReadyConsole({
    ...environmentOf(testbed),
    BINNACLE_EMBED_ORIGINS: `${portal.origin} ${portal.sameSite}`,
    BINNACLE_EMBED_KEYS_FILE: file,
  })
})
test.afterAll(async () => {
  portal.stop()
  stranger.stop()
  await server.stop()
})

/** Words of pages and answers of the API that the panels of a page are given. */
function answersTo(page: Page): () => Promise<string[]> {
  const texts: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().startsWith(server.url) && !response.url().includes('/_next/'))
      texts.push(response.text().catch(() => ''))
  })
  return () => Promise.all(texts)
}

const reviews = (panel: FrameLocator) =>
  panel.locator('[data-node-id="workload/Kubernetes/default/reviews-v2"]')

test('a portal that is named shows the graph of its namespace, and a renewed token keeps the picture', async ({
  page,
}) => {
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  const answers = answersTo(page)
  // It ends in a little over a minute, so another is asked for after ten seconds.
  token = mintPanelToken({ ...graph, iat: secondsAgo(535) })
  await page.goto(portal.origin)
  const panel = page.frameLocator('iframe')
  await expect(reviews(panel)).toBeVisible()
  const before = await reviews(panel).elementHandle()
  const first = token
  const asked = portal.asked()
  token = mintPanelToken(graph)
  await expect.poll(portal.asked).toBeGreaterThan(asked)
  await page.waitForRequest((request) => (request.headers().authorization ?? '').endsWith(token))
  expect(await before?.evaluate((element) => element.isConnected)).toBe(true)
  expect(addresses.filter((address) => address.includes(first))).toEqual([])
  // Who calls productpage: it is drawn and counted, and has no name.
  await expect(panel.locator('[data-node-id=hidden]')).toBeVisible()
  expect(await panel.locator('html').innerHTML()).not.toContain('istio-ingress')
  for (const answer of await answers()) expect(answer).not.toContain('istio-ingress')
})

test('a panel works in a browser that keeps cookies and storage from pages of others', async ({
  page,
  context,
}) => {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setCookieControls', { enableThirdPartyCookieRestriction: true })
  await page.addInitScript(() => {
    const closed = () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    }
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, { get: closed })
    Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} })
  })
  token = mintPanelToken(graph)
  await page.goto(portal.origin)
  await expect(reviews(page.frameLocator('iframe'))).toBeVisible()
})

test('no cookie goes to the API with a panel, and none comes, also where the browser would send one', async ({
  page,
  context,
}) => {
  await context.addCookies([{ name: 'binnacle-theme', value: 'dark', url: server.url }])
  const sent: Promise<string | undefined>[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) sent.push(request.headerValue('cookie').then(String))
  })
  const before = await context.cookies()
  token = mintPanelToken(graph)
  await page.goto(portal.sameSite)
  const panel = page.frameLocator('iframe')
  await expect(reviews(panel)).toBeVisible()
  await expect(panel.locator('html')).toHaveAttribute('data-theme', 'light')
  expect(new Set(await Promise.all(sent))).toEqual(new Set(['null']))
  expect(await context.cookies()).toEqual(before)
})

test('the script works as a module of another origin too, and nothing else may be read from there', async ({
  page,
}) => {
  token = mintPanelToken(graph)
  await page.goto(`${portal.origin}/?module`)
  await expect(reviews(page.frameLocator('iframe'))).toBeVisible()
  const origin = { origin: portal.origin }
  const allowed = async (path: string) =>
    (await fetch(server.url + path, { headers: origin })).headers.get('access-control-allow-origin')
  expect(await allowed('/embed.js')).toBe('*')
  for (const path of ['/embed/graph', '/api/v1/graph', '/graph', '/icon.svg'])
    expect(await allowed(path)).toBeNull()
})

test('a token in the fragment opens a panel, and is gone from the address before any other script', async ({
  page,
}) => {
  // As each script comes into the document: what kind it is, and what the address holds then.
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node instanceof HTMLScriptElement)
            seen.push(`${node.src ? 'file' : 'text'} ${location.hash}`)
    }).observe(document, { childList: true, subtree: true })
  })
  token = mintPanelToken(graph)
  const told: string[] = []
  page.on('request', (asked) => told.push(asked.url(), asked.headers().referer ?? ''))
  await page.goto(`${portal.origin}/fragment`)
  await expect(reviews(page.frameLocator('iframe'))).toBeVisible()
  const frame = page.frames().find((one) => one.url().startsWith(server.url))
  expect(frame?.url()).toBe(`${server.url}/embed/graph`)
  expect(told.filter((text) => text.includes(token))).toEqual([])
  expect(await frame?.evaluate(() => Object(window).seen.slice(1))).toContain('file ')
  expect(await frame?.evaluate(() => Object(window).seen.slice(1).join())).not.toContain('token')
})

test('a page of another origin is shown nothing', async ({ page }) => {
  const refused = page.waitForEvent('console', (message) =>
    message.text().includes('frame-ancestors'),
  )
  token = mintPanelToken(graph)
  await page.goto(stranger.origin)
  await refused
  await expect(page.frameLocator('iframe').locator('[data-node-id]')).toHaveCount(0)
  expect(stranger.asked()).toBe(0)
})

const refusals: [string, () => string, RegExp][] = [
  ['has ended', () => mintPanelToken({ ...graph, iat: secondsAgo(3_600) }), /ended/],
  ['was altered', () => `${mintPanelToken(graph).slice(0, -8)}AAAAAAAA`, /altered|signed/],
  [
    'is for another view',
    () => mintPanelToken({ ...graph, views: ['mtls'] }),
    /does not open the service graph/,
  ],
]
for (const [what, tokenNow, words] of refusals)
  test(`a token that ${what} is refused in words`, async ({ page }) => {
    token = tokenNow()
    await page.goto(portal.origin)
    const panel = page.frameLocator('iframe')
    await expect(panel.getByText(words).first()).toBeVisible()
    await expect(panel.locator('[data-node-id]')).toHaveCount(0)
  })

test('a panel about one thing shows what is around it, and says in one sentence how it is', async ({
  page,
}) => {
  const about = (focus: string, more = {}) =>
    page.goto(`${portal.origin}/?${new URLSearchParams({ focus, ...more })}`)
  token = mintPanelToken(graph)
  const panel = page.frameLocator('iframe')
  await about('default/workload/reviews-v2')
  await expect(panel.getByText(/^reviews-v2 is .+ requests per second.*\.$/)).toBeVisible()
  await expect(reviews(panel)).toBeVisible()
  const names = () =>
    panel
      .locator('[data-node-id]')
      .evaluateAll((all) => all.map(({ dataset }) => dataset.nodeId?.split('/').at(-1)).sort())
  expect(await names()).toEqual(['productpage-v1', 'ratings-v1', 'reviews-v2'])
  await about('default/workload/reviews-v9')
  await expect(panel.getByText('No traffic of reviews-v9 is seen')).toBeVisible()
  const answers = answersTo(page)
  await about('istio-ingress/workload/bookinfo-gateway-istio')
  await expect(panel.getByText('does not open the namespace istio-ingress')).toBeVisible()
  await expect(panel.locator('[data-node-id]')).toHaveCount(0)
  expect((await answers()).filter((text) => text.startsWith('{'))).toEqual([])
})
