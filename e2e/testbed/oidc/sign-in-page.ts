import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Provider } from 'oidc-provider'
import { people } from './people'

const page = (uid: string) => `<!doctype html>
<html lang="en"><head><title>Who are you?</title></head><body>
<h1>Who are you?</h1>
<form method="post" action="/interaction/${uid}">
${Object.entries(people)
  .map(([id, { name }]) => `<button name="person" value="${id}">${name}</button>`)
  .join('\n')}
</form></body></html>`

/** Answers what belongs to signing in as somebody; `false` for everything else. */
export async function answerSignIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const uid = /^\/interaction\/([\w-]+)$/.exec(request.url ?? '')?.[1]
  if (!uid) return false
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page(uid))
    return true
  }
  const accountId = new URLSearchParams(await text(request)).get('person') ?? ''
  await provider.interactionFinished(request, response, { login: { accountId } })
  return true
}
