import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKeys, startPortal } from './e2e/tools/portal/portal.mjs'
import { anyFreePort } from './e2e/tools/ports.mjs'
import { parseEmbedKeys } from './lib/identity/embed-keys'
import { verifyEmbedToken } from './lib/identity/embed-token'

const { secret, keySet } = newKeys()
const canary = { namespace: 'shop', kind: 'VirtualService', name: 'cart' }
const route = (count: number) => ({ protocol: 'http', destinations: Array(count).fill({}) })
const splits = [
  { ...canary, name: 'plain', routes: [route(1)] },
  { ...canary, routes: [route(2)] },
]
const binnacle = createServer((_, response) => response.end(JSON.stringify({ data: splits })))

let portal: { stop: () => void }
let portalUrl = ''
let consoleUrl = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => binnacle.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is an AddressInfo.
  consoleUrl = `http://127.0.0.1:${(binnacle.address() as AddressInfo).port}`
  const port = await anyFreePort()
  portal = await startPortal({ port, consoleUrl, secret })
  portalUrl = `http://127.0.0.1:${port}`
})
afterAll(() => {
  portal.stop()
  binnacle.closeAllConnections()
  binnacle.close()
})

test('the demo’s portal shows the first canary and its namespace', async () => {
  const page = await (await fetch(portalUrl)).text()
  expect(page).toContain(`src="${consoleUrl}/embed.js"`)
  expect(page).toContain('focus="shop/VirtualService/cart"')
  expect(page).not.toMatch(/\{(console|namespace|split)\}/)
})

test('each of its panels gets a token for its view alone', async () => {
  const token = await (await fetch(`${portalUrl}/panel-token?view=mtls`)).text()
  const keys = parseEmbedKeys(keySet) ?? new Map()
  const verdict = await verifyEmbedToken(token, { keys, audience: 'binnacle', now: Date.now() })
  expect(verdict).toMatchObject({
    kind: 'accepted',
    claims: { namespaces: ['shop'], views: ['mtls'] },
  })
})
