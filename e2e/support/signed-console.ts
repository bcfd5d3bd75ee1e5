import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { BrowserContext, Page } from '@playwright/test'
import { type IdentityProvider, startIdentityProvider } from '../testbed/oidc/identity-provider'
import { type ConsoleProcess, untilReady } from '../tools/console-process.mjs'
import { anyFreePort } from '../tools/ports.mjs'
import type { TestbedAddresses } from '../tools/testbed-process.mjs'
import { environmentOf, startConsole } from './console'

export type SignedConsole = {
  url: string
  server: ConsoleProcess
  provider: IdentityProvider
  /** What must be found nowhere else. */
  secrets: { client: string; key: string }
  /** All that the console has printed since it started. */
  printed(): string
  stop(): Promise<void>
}

/** A console where people sign in at the test bed's provider. `folder` takes its authority. */
export async function startSignedConsole(
  testbed: TestbedAddresses,
  folder: string,
): Promise<SignedConsole> {
  const port = await anyFreePort()
  const url = `http://localhost:${port}`
  const provider = await startIdentityProvider({ redirectUri: `${url}/auth/callback` })
  const caFile = `${folder}/provider.pem`
  await writeFile(caFile, provider.caPem)
  const key = randomBytes(32).toString('base64')
  const env = {
    ...environmentOf(testbed),
    BINNACLE_AUTH: 'oidc',
    BINNACLE_PUBLIC_URL: url,
    BINNACLE_SESSION_KEY: key,
    BINNACLE_OIDC_ISSUER: provider.issuer,
    BINNACLE_OIDC_CLIENT_ID: provider.client.id,
    BINNACLE_OIDC_CLIENT_SECRET: provider.client.secret,
    BINNACLE_OIDC_CA_FILE: caFile,
  }
  const lines: string[] = []
  const server = await startConsole(env, '127.0.0.1', port, (line) => lines.push(line))
  const printed = () => lines.join('\n')
  const stop = async () => {
    await Promise.all([server.stop(), provider.stop()])
  }
  try {
    await untilReady(server)
    const secrets = { client: provider.client.secret, key }
    return { url, server, provider, secrets, printed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

export const signInButton = (page: Page) =>
  page.getByRole('link', { name: /^Sign in with localhost:/ })

/** From the sign-in page, over the provider's own, back to where it leads. */
export async function signInAs(page: Page, person: string): Promise<void> {
  await signInButton(page).click()
  // The provider remembers who has been there in this browser.
  await page.getByRole('button', { name: person }).click()
}

/** The console's cookies, as somebody keeps them who has copied them; of ports a browser knows none. */
export async function cookieHeader(context: BrowserContext, url: string): Promise<string> {
  const cookies = (await context.cookies(url)).filter(({ name }) => name.startsWith('binnacle-'))
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

export const userMenu = (page: Page) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('button')

export async function signOut(page: Page): Promise<void> {
  await userMenu(page).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out of Binnacle.').waitFor()
}
