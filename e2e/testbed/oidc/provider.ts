import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { type Configuration, Provider } from 'oidc-provider'
import { withFlaw } from './id-tokens'
import { people } from './people'
import { client, type ProviderSettings, type ProviderStart } from './settings'

const scopes = 'openid profile email offline_access'

function configuration(
  { redirectUri, tersely }: ProviderStart,
  settings: ProviderSettings,
  jwk: Awaited<ReturnType<typeof exportJWK>>,
): Configuration {
  const lifetime = () => settings.lifetimeSeconds
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    scopes: scopes.split(' '),
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups'],
    },
    conformIdTokenClaims: tersely,
    // A restart is another provider to whoever holds what the one before has signed.
    jwks: { keys: [jwk] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: { AccessToken: lifetime, IdToken: lifetime },
    // The strictest that there is: an old one that comes again ends everything that came of it.
    rotateRefreshToken: true,
    issueRefreshToken: async (_, { grantTypeAllowed }) => Boolean(grantTypeAllowed),
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    async findAccount(_, id) {
      const person = people[id]
      return person && { accountId: id, claims: async () => ({ sub: id, ...person }) }
    },
    async loadExistingGrant({ oidc }) {
      const { client: asking, account, provider, session } = oidc
      const known = asking && session?.grantIdFor(asking.clientId)
      if (known) return provider.Grant.find(known)
      const grant = new provider.Grant({
        ...(asking ? { clientId: asking.clientId } : {}),
        ...(account ? { accountId: account.accountId } : {}),
      })
      grant.addOIDCScope(scopes)
      await grant.save()
      return grant
    },
  }
}

/** A provider as others run it, but for the flaws that it has on request. */
export async function oidcProvider(
  issuer: string,
  start: ProviderStart,
  settings: ProviderSettings,
): Promise<Provider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomBytes(8).toString('hex')
  const jwk = { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' }
  const provider = new Provider(issuer, configuration(start, settings, jwk))
  provider.use(async (context, next) => {
    await next()
    const body: unknown = context.body
    if (context.path !== '/token' || typeof body !== 'object' || body === null) return
    if (!('id_token' in body) || typeof body.id_token !== 'string') return
    const own = { key: privateKey, kid }
    context.body = { ...body, id_token: await withFlaw(body.id_token, settings.flaw, own) }
  })
  return provider
}
