import 'server-only'
import { readFileSync } from 'node:fs'
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ServerMetadata,
} from 'openid-client'
import { Agent, fetch } from 'undici'
import type { OidcEnv } from '../env/auth'
import { processState } from '../process-state'

const timeoutSeconds = 5
const toleratedSeconds = 120
/** Where a provider's parts are hardly ever changes. */
const freshForMs = 5 * 60_000

type Connection = { agent: Agent; caFile: string | null }
type Known = { issuer: string; until: number; metadata: ServerMetadata }
const state = () =>
  processState<{ connection: Connection | null; known: Known | null }>('oidc-connection', () => ({
    connection: null,
    known: null,
  }))

function agentOf({ caFile }: OidcEnv): Agent {
  const kept = state()
  if (kept.connection?.caFile === caFile) return kept.connection.agent
  // No other authority than the one that was named is believed.
  const connect = caFile === null ? {} : { ca: readFileSync(caFile, 'utf8') }
  kept.connection = { caFile, agent: new Agent({ connect: { ...connect, timeout: 3_000 } }) }
  return kept.connection.agent
}

const mostBytes = 1_000_000

/** Undici's own `fetch`, for a global one does not take its agent; the answer as others know it. */
const fetchThrough =
  (agent: Agent): CustomFetch =>
  async (url, { method, headers, body, redirect, signal }) => {
    const sent = body instanceof URLSearchParams || typeof body === 'string' ? String(body) : null
    const answer = await fetch(url, {
      method,
      headers,
      body: sent,
      redirect,
      dispatcher: agent,
      ...(signal ? { signal } : {}),
    })
    const bytes = await answer.arrayBuffer()
    if (bytes.byteLength > mostBytes) throw new Error('the sign-in provider answered too much')
    return new Response(bytes.byteLength > 0 ? bytes : null, {
      status: answer.status,
      headers: [...answer.headers],
    })
  }

const clientOf = ({ clientSecret }: OidcEnv) => ({
  ...(clientSecret === null ? {} : { client_secret: clientSecret }),
  [clockTolerance]: toleratedSeconds,
})

/** OpenID Connect Discovery 1.0: without a word about it, it is `client_secret_basic`. */
function authenticationOf({ clientSecret }: OidcEnv, metadata: ServerMetadata) {
  if (clientSecret === null) return None()
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic')
    ? ClientSecretBasic(clientSecret)
    : ClientSecretPost(clientSecret)
}

/** An issuer without TLS is accepted at localhost only (lib/env/auth.ts). */
const isPlain = ({ issuer }: OidcEnv) => issuer.startsWith('http:')

async function discover(oidc: OidcEnv): Promise<ServerMetadata> {
  const found = await discovery(new URL(oidc.issuer), oidc.clientId, clientOf(oidc), undefined, {
    [customFetch]: fetchThrough(agentOf(oidc)),
    timeout: timeoutSeconds,
    execute: isPlain(oidc) ? [allowInsecureRequests] : [],
  })
  return found.serverMetadata()
}

/**
 * The provider as it is now. Its keys are read for each use: one that was started anew signs with
 * others, and a person waits for this once in minutes.
 */
export async function connectToProvider(oidc: OidcEnv): Promise<Configuration> {
  const kept = state()
  if (kept.known?.issuer !== oidc.issuer || kept.known.until <= Date.now())
    kept.known = {
      issuer: oidc.issuer,
      until: Date.now() + freshForMs,
      metadata: await discover(oidc),
    }
  const { metadata } = kept.known
  const configuration = new Configuration(
    metadata,
    oidc.clientId,
    clientOf(oidc),
    authenticationOf(oidc, metadata),
  )
  configuration[customFetch] = fetchThrough(agentOf(oidc))
  configuration.timeout = timeoutSeconds
  if (isPlain(oidc)) allowInsecureRequests(configuration)
  // The signature is checked although the token came from the provider itself, over TLS.
  enableNonRepudiationChecks(configuration)
  return configuration
}

/** After a failure it is looked for again. */
export function forgetProvider(): void {
  state().known = null
}
