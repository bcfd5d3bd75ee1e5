// The demo's portal: somebody else's page at an origin of its own, with panels of the console in it.
import { createHmac, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'

const kid = 'demo'

/** What the console is given in BINNACLE_EMBED_KEYS_FILE. */
export function newKeys() {
  const secret = randomBytes(32)
  const keySet = { keys: [{ kty: 'oct', kid, k: secret.toString('base64url') }] }
  return { secret, keySet: JSON.stringify(keySet) }
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Good for ten minutes, of one namespace and one view. */
function mint(secret, namespace, view) {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    aud: 'binnacle',
    iat: now,
    exp: now + 600,
    namespaces: [namespace],
    views: [view],
    neighbours: view === 'graph',
  }
  const signed = `${part({ alg: 'HS256', kid })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** A portal knows its team; this one takes the namespace of the first canary. */
async function findTeam(consoleUrl) {
  const answer = await fetch(`${consoleUrl}/api/v1/splits`)
  const { data } = await answer.json()
  const isCanary = ({ protocol, destinations }) => protocol === 'http' && destinations.length > 1
  const splitting = data.find(({ routes }) => routes.some(isCanary))
  const { namespace, kind, name } = splitting ?? data[0] ?? { namespace: 'default' }
  return { namespace, split: name ? `${namespace}/${kind}/${name}` : '' }
}

const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

async function pageFor(consoleUrl) {
  const page = await readFile(path.join(import.meta.dirname, 'page.html'), 'utf8')
  const facts = { console: consoleUrl, ...(await findTeam(consoleUrl)) }
  return page.replace(/\{(console|namespace|split)\}/g, (_, name) => escaped(facts[name]))
}

async function answer(request, response, { consoleUrl, secret }) {
  const { pathname, searchParams } = new URL(request.url, 'http://portal')
  if (pathname === '/') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(await pageFor(consoleUrl))
  } else if (pathname === '/panel-token') {
    // A real portal asks first who is signed in, and what they may see.
    const { namespace } = await findTeam(consoleUrl)
    response.end(mint(secret, namespace, searchParams.get('view') ?? 'graph'))
  } else response.writeHead(404).end()
}

export async function startPortal({ port, consoleUrl, secret }) {
  const server = createServer((request, response) => {
    answer(request, response, { consoleUrl, secret }).catch((error) => {
      console.error(`The portal: ${error.message}`)
      response.writeHead(502).end()
    })
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
