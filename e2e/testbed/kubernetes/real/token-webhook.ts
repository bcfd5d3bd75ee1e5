import { createServer, type IncomingMessage } from 'node:http'
import { openDoor } from '../../door'
import type { TokenUser } from '../access/identities'

export type TokenWebhook = {
  url: string
  add(user: TokenUser): void
  stop(): Promise<void>
}

type TokenReview = { apiVersion: string; spec?: { token?: string } }

async function readReview(request: IncomingMessage): Promise<TokenReview> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  // Only the API server asks here.
  return JSON.parse(text) as TokenReview
}

function statusOf(user: TokenUser | undefined, uid: string) {
  if (!user) return { authenticated: false }
  return { authenticated: true, user: { username: user.name, uid, groups: user.groups ?? [] } }
}

/**
 * Whom the API server asks about tokens that it does not know: its own list of tokens cannot grow
 * while it runs. https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
 */
export async function startTokenWebhook(): Promise<TokenWebhook> {
  const users = new Map<string, TokenUser>()
  const uids = new Map<string, string>()
  const server = createServer(async (request, response) => {
    const { apiVersion, spec } = await readReview(request)
    const token = spec?.token ?? ''
    const status = statusOf(users.get(token), uids.get(token) ?? '')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ apiVersion, kind: 'TokenReview', status }))
  })
  const door = await openDoor(server)
  return {
    url: `http://127.0.0.1:${door.port}`,
    add(user) {
      users.set(user.token, user)
      uids.set(user.token, String(users.size))
    },
    stop: door.shut,
  }
}
