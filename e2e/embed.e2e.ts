import { writeFile } from 'node:fs/promises'
import { expect, test } from './support/fixtures'
import { mintPanelToken, type PanelClaims, panelKeys } from './support/panel-token'
import { type Portal, startPortal } from './support/portal'
import { untilReady } from './tools/console-process.mjs'

const graph: PanelClaims = { namespaces: ['default'], views: ['graph'] }
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds

let consoleUrl = ''
let token = ''
let portal: Portal
let stranger: Portal
test.beforeEach(async ({ otherConsole }) => {
  const settings = { consoleUrl: () => consoleUrl, tokenOf: () => token }
  portal = await startPortal(settings)
  stranger = await startPortal(settings)
  const file = test.info().outputPath('keys.json')
  await writeFile(file, panelKeys)
  const server = await otherConsole({
    BINNACLE_EMBED_ORIGINS: portal.origin,
    BINNACLE_EMBED_KEYS_FILE: file,
  })
  await untilReady(server)
  consoleUrl = server.url
})
test.afterEach(() => {
  portal.stop()
  stranger.stop()
})

test('a portal that is named shows the graph of its namespace, and a renewed token keeps the picture', async ({
  page,
}) => {
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  // It ends in a little over a minute, so another is asked for after ten seconds.
  token = mintPanelToken({ ...graph, iat: secondsAgo(535) })
  await page.goto(portal.origin)
  const panel = page.frameLocator('iframe')
  const card = panel.locator('[data-node-id="workload/Kubernetes/default/reviews-v2"]')
  await expect(card).toBeVisible()
  const before = await card.elementHandle()
  const first = token
  token = mintPanelToken(graph)
  await expect.poll(portal.asked).toBeGreaterThan(1)
  await page.waitForRequest((request) => (request.headers().authorization ?? '').endsWith(token))
  expect(await before?.evaluate((element) => element.isConnected)).toBe(true)
  await expect(panel.getByText('istio-ingress')).toHaveCount(0)
  expect(addresses.filter((address) => address.includes(first))).toEqual([])
  expect(await page.context().cookies()).toEqual([])
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
