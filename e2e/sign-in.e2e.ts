import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { test as base, expect } from './support/fixtures'
import {
  cookieHeader,
  type SignedConsole,
  signInAs,
  signInButton,
  signOut,
  startSignedConsole,
  userMenu,
} from './support/signed-console'
import { apply, diff, moved, plan, press, review, weightsOnScreen } from './support/split-page'
import { kubernetesClient } from './testbed/kubernetes/client'
import { allow, tokenOf } from './testbed/kubernetes/testing/account'
import { untilReady } from './tools/console-process.mjs'

// The provider's authority is known to nobody but its test bed.
base.use({ ignoreHTTPSErrors: true })

const api = 'apiVersion: rbac.authorization.k8s.io/v1'
/** All of the team look; Alice moves traffic in `default`. */
const rights = `
${api}
kind: ClusterRole
metadata: {name: shop-looks}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: [get, list, watch]}]
---
${api}
kind: ClusterRoleBinding
metadata: {name: shop-looks}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shop-looks}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: shop-team}]
---
${api}
kind: Role
metadata: {name: moves, namespace: default}
rules: [{apiGroups: [networking.istio.io], resources: [virtualservices], verbs: [patch]}]
---
${api}
kind: RoleBinding
metadata: {name: alice-moves, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: moves}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: alice@example.com}]
`

type Client = ReturnType<typeof kubernetesClient>

const test = base.extend<object, { client: Client; signed: SignedConsole }>({
  client: [
    async ({ testbed }, use) => {
      const { kubernetesUrl: url, caPem, adminToken: token } = testbed.direct
      const client = kubernetesClient({ url, caPem, token })
      await use(client)
      await client.close()
    },
    { scope: 'worker' },
  ],
  signed: [
    async ({ testbed, client, binnacle: _ }, use) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-signed-'))
      await client.applyYaml(rights)
      const signed = await startSignedConsole(testbed, folder)
      await use(signed)
      await signed.stop()
      await rm(folder, { recursive: true })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

const reviews = 'default/VirtualService/reviews'
const object = '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews'
const told = (page: Page, words: string) => page.getByRole('alert').filter({ hasText: words })
const signedOut = (page: Page) => told(page, 'You have been signed out')
const quick = { window: '1m', refresh: '5' }
const alice = 'alice@example.com'
/** Of a session, of the provider or of Kubernetes: each begins with a JSON header. */
const anyJwt = /eyJ[\w-]{16,}/

test('somebody signs in, is back at the screen that they wanted, and leaves for good', async ({
  page,
  context,
  signed: { url, secrets, printed },
}) => {
  const wanted = `${url}/security?namespaces=default`
  const seen: string[] = []
  const referrers: string[] = []
  const codes: string[] = []
  page.on('framenavigated', (frame) => seen.push(frame.url()))
  page.on('request', (request) => {
    referrers.push(request.headers().referer ?? '')
    const code = new URL(request.url()).searchParams.get('code')
    if (code) codes.push(code)
  })
  await page.goto(wanted)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await signInAs(page, 'Alice')
  await expect(userMenu(page)).toHaveText(alice)
  await expect(page).toHaveURL(wanted)
  // No document was ever shown at an address with a code, nor told to anybody.
  expect(codes).toHaveLength(1)
  expect([...seen, ...referrers].filter((address) => /[?&]code=/.test(address))).toEqual([])
  await page.reload()
  await expect(userMenu(page)).toHaveText(alice)

  const cookie = await cookieHeader(context, url)
  const replay = (where: string) =>
    fetch(url + where, { headers: { cookie }, redirect: 'manual' }).then(async (answer) => {
      await answer.body?.cancel()
      return answer.status
    })
  const places = ['/api/v1/graph', '/api/v1/stream', '/graph']
  expect(await Promise.all(places.map(replay))).toEqual([200, 200, 200])
  await signOut(page)
  expect(await cookieHeader(context, url)).toBe('')
  expect(await Promise.all(places.map(replay))).toEqual([401, 401, 307])

  // The code comes again, after all of it.
  await page.goto(`${url}/auth/callback?code=${codes[0]}&state=x`)
  const sealed = cookie.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1))
  const kept = [...sealed, ...codes, secrets.client, secrets.key]
  expect(printed()).not.toBe('')
  expect(kept.filter((secret) => secret.length > 8 && printed().includes(secret))).toEqual([])
  expect(printed()).not.toMatch(anyJwt)
})

test('what somebody writes, Kubernetes sees them write; what they may not, it says', async ({
  page,
  browser,
  kubernetes,
  signed: { url, server },
}) => {
  await kubernetes.remember(object)
  await page.goto(`${url}/traffic/${reviews}?${new URLSearchParams(quick)}`)
  await signInAs(page, 'Alice')
  await press(page, 'v1', 'ArrowLeft')
  await review(page)
  await apply(page, /^Move 10.% to v2$/)
  await expect(plan(page)).toBeHidden()
  expect(JSON.stringify((await kubernetes.get(object)).spec)).toContain('"weight":70')
  expect(server.output()).toMatch(new RegExp(`"message":"write".*${alice}`))

  const other = await browser.newContext({ ignoreHTTPSErrors: true })
  const bob = await other.newPage()
  await bob.goto(`${url}/traffic/${reviews}`)
  await signInAs(bob, 'Bob')
  await expect(bob.getByText('You can look and not move: ')).toBeVisible()
  await expect(bob.getByRole('slider').first()).toBeDisabled()
  await other.close()
})

test('a session is renewed under the page, and what was moved survives its end', async ({
  page,
  context,
  signed: { url, provider },
}) => {
  await provider.set({ lifetimeSeconds: 4 })
  await page.goto(`${url}/traffic/${reviews}?${new URLSearchParams(quick)}`)
  await signInAs(page, 'Alice')
  await press(page, 'v1', 'ArrowLeft', 3)
  const draft = await weightsOnScreen(page)
  const first = await cookieHeader(context, url)
  const cookies = () => cookieHeader(context, url)
  await expect.poll(cookies).not.toBe(first)
  await expect(moved(page)).toBeVisible()
  await expect(signedOut(page)).toHaveCount(0)

  // The provider has forgotten everybody, and signs with other keys.
  await provider.restart()
  const strip = signedOut(page)
  await expect(strip).toBeVisible()
  expect(await weightsOnScreen(page)).toEqual(draft)
  const opened = context.waitForEvent('page')
  await strip.getByRole('link', { name: 'Sign in' }).click()
  const tab = await opened
  await signInAs(tab, 'Alice')
  await expect(tab).toHaveURL(page.url())
  await tab.close()
  await expect(strip).toBeHidden()
  expect(await weightsOnScreen(page)).toEqual(draft)
  await review(page)
  await expect(diff(page)).toBeVisible()
})

test('who is refused is told why, and can try again', async ({ page, signed: { url } }) => {
  await page.goto(`${url}/graph`)
  await signInAs(page, 'Max')
  await expect(told(page, 'You are in more groups than a sign-in can carry')).toBeVisible()
  await expect(signInButton(page)).toHaveAttribute('href', /return-to=%2Fgraph$/)
  await page.goto(`${url}/auth/callback?code=x&state=y`)
  await expect(told(page, 'begun elsewhere, or too long ago')).toBeVisible()
  expect(page.url()).toBe(`${url}/auth/login?refused=lost`)
})

test('a token signs in as whom Kubernetes knows it, and is in no address', async ({
  page,
  context,
  client,
  otherConsole,
}) => {
  await allow(client, 'ClusterRole', 'robot', [
    { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  ])
  const BINNACLE_SESSION_KEY = randomBytes(32).toString('base64')
  const server = await otherConsole({ BINNACLE_AUTH: 'token', BINNACLE_SESSION_KEY })
  await untilReady(server)
  await page.goto(`${server.url}/security?namespaces=default`)
  const field = page.getByLabel('Kubernetes token')
  await field.fill('not-a-token')
  await field.press('Enter')
  await expect(told(page, 'Kubernetes does not take this token')).toBeVisible()
  const token = await tokenOf(client, 'robot')
  await field.fill(token)
  await field.press('Enter')
  await expect(page).toHaveURL(`${server.url}/security?namespaces=default`)
  await expect(userMenu(page)).toHaveText('system:serviceaccount:default:robot')
  const cookie = await cookieHeader(context, server.url)
  const replay = () => fetch(`${server.url}/api/v1/me`, { headers: { cookie } })
  expect(await (await replay()).json()).toMatchObject({
    data: { user: 'system:serviceaccount:default:robot', mode: 'token' },
  })
  await signOut(page)
  expect((await replay()).status).toBe(401)
  expect(server.output()).not.toContain(token)
  expect(server.output()).not.toMatch(anyJwt)
})
