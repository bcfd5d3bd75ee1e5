import { lost, problemOf } from './fetch-json'

/**
 * Asks our own server to plan or to write. Not cancelled when a screen is left: a write that is under
 * way is made or refused, and the next reading tells which.
 */
export async function postJson<T>(url: string, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw lost(cause)
  })
  if (!response.ok) throw await problemOf(response)
  // Our own API inside one build: the server's compiler has proved the type (design 4).
  return (await response.json().catch((cause: unknown) => {
    throw lost(cause)
  })) as T
}
