import { Agent, fetch } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityProvider, startIdentityProvider } from './identity-provider'

let provider: IdentityProvider
let dispatcher: Agent
beforeAll(async () => {
  provider = await startIdentityProvider({ redirectUri: 'http://localhost:3000/auth/callback' })
  dispatcher = new Agent({ connect: { ca: provider.caPem }, keepAliveTimeout: 1 })
})
afterAll(async () => {
  await dispatcher.close()
  await provider.stop()
})

const read = (path: string) => fetch(`${provider.issuer}${path}`, { dispatcher })
const keys = async () => JSON.stringify(await (await read('/jwks')).json())

test('tells where its parts are, to who trusts its authority', async () => {
  const answer = await read('/.well-known/openid-configuration')
  expect(await answer.json()).toMatchObject({
    issuer: provider.issuer,
    revocation_endpoint: `${provider.issuer}/token/revocation`,
  })
  await expect(fetch(`${provider.issuer}/jwks`)).rejects.toThrow()
})

test('is the same after it was out of reach, and another after a restart', async () => {
  const before = await keys()
  await provider.shut()
  await expect(keys()).rejects.toThrow()
  await provider.open()
  expect(await keys()).toBe(before)
  await provider.restart()
  expect(await keys()).not.toBe(before)
})
