import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { Agent, fetch } from 'undici'
import type { OidcEnv } from '../../lib/env/auth'
import type { IdentityProvider } from '../testbed/oidc/identity-provider'

/** A person's browser at the provider: it keeps cookies, and follows no redirect by itself. */
export function personAt({ caPem }: Pick<IdentityProvider, 'caPem'>) {
  const dispatcher = new Agent({ connect: { ca: caPem }, keepAliveTimeout: 1 })
  const cookies = new Map<string, string>()

  async function go(url: URL, form?: Record<string, string>): Promise<URL> {
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      body: form ? new URLSearchParams(form) : null,
      redirect: 'manual',
      dispatcher,
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    await answer.arrayBuffer()
    const next = answer.headers.get('location')
    if (next === null) throw new Error(`${url.pathname} leads nowhere (${answer.status})`)
    return new URL(next, url)
  }

  return {
    /** Where the provider leads the person back to, with a code in it. */
    async signIn(authorization: URL, person: string): Promise<URL> {
      const question = await go(authorization)
      return go(await go(question, { person }))
    },
    close: () => dispatcher.close(),
  }
}

/** How the console is told of a provider, whose authority nobody else knows: it is written into `folder`. */
export function oidcEnvOf(
  { issuer, client, caPem }: Pick<IdentityProvider, 'issuer' | 'client' | 'caPem'>,
  folder: string,
): OidcEnv {
  const caFile = path.join(folder, 'ca.pem')
  writeFileSync(caFile, caPem)
  return {
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    userClaim: 'email',
    groupsClaim: 'groups',
    groups: null,
    caFile,
    prefixes: { user: 'oidc:', group: 'oidc:' },
  }
}
