import type { Problem } from '../api/envelope'
import { askedAs } from './embed-token'

/** What went wrong, in words that may be shown. Every query of the console fails with this one. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  constructor(
    readonly problem: Pick<Problem, 'title' | 'status'> & Partial<Problem>,
    options?: ErrorOptions,
  ) {
    super(problem.title, options)
  }
}

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ProblemError
  }
}

const signedOut = {
  title: 'You have been signed out',
  detail: 'Sign in in another tab: what is on this screen stays.',
}

/** Nobody is signed in any more: no failure of what was asked. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.code === 'not-signed-in'

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'title' in body && typeof body.title === 'string'

/** A proxy in between may answer with its own page: then only the status is known. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch((cause: unknown) => cause)
  if (isProblem(body) && body.code === 'not-signed-in')
    return new ProblemError({ ...body, ...signedOut, status: response.status })
  return isProblem(body)
    ? new ProblemError({ ...body, status: response.status })
    : new ProblemError(
        { title: `The console’s server answered ${response.status}`, status: response.status },
        { cause: body },
      )
}

export const lost = (cause: unknown) =>
  new ProblemError({ title: 'The console’s server cannot be reached', status: 0 }, { cause })

async function ask(url: string, accept: string, signal: AbortSignal): Promise<Response> {
  const { headers, credentials } = askedAs()
  const asked = { signal, credentials, headers: { accept, ...headers } }
  const response = await fetch(url, asked).catch((cause: unknown) => {
    // A cancelled question is no failure; React Query knows it by its own signal.
    throw signal.aborted ? cause : lost(cause)
  })
  if (!response.ok) throw await problemOf(response)
  return response
}

export async function fetchFile(url: string, accept: string, signal: AbortSignal): Promise<Blob> {
  const response = await ask(url, accept, signal)
  return response.blob()
}

export async function fetchJson<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await ask(url, 'application/json', signal)
  // Our own API inside one build: the server's compiler has proved the type (design 4).
  return (await response.json().catch((cause: unknown) => {
    throw signal.aborted ? cause : lost(cause)
  })) as T
}
