import 'server-only'
import { randomUUID } from 'node:crypto'
import { decodeJwt, errors } from 'jose'
import { tokenBody } from '../../api/sign-in'
import { readEnv } from '../../env'
import { longestSessionMs, type Session, sessionLines } from '../../identity/session'
import { sessionKeeping } from '../../identity/session-keeping'
import { reviewToken } from '../../identity/token-review'
import { failedResponse, problemResponse } from '../problem'
import { requestIdOf } from '../request'
import { readJson, refuseForeign } from '../request-guard'
import { notHere, sessionSet } from './session-response'

/** POST /auth/token: whose token it is, Kubernetes says; the token is sealed into their cookie. */
export async function signInWithToken(request: Request): Promise<Response> {
  const { headers, url } = request
  const requestId = requestIdOf(headers)
  const refuse = (problem: { status: number; title: string; detail?: string; code?: string }) =>
    problemResponse({ type: 'about:blank', ...problem, requestId })
  try {
    const foreign = refuseForeign(headers)
    if (foreign) return refuse(foreign)
    const env = readEnv()
    const keeping = sessionKeeping(headers, env)
    if (env.auth !== 'token' || keeping === null) return notHere(requestId)
    const body = await readJson(request)
    if (body.kind === 'refused') return refuse(body.refused)
    const given = tokenBody.safeParse(body.value)
    if (!given.success) return refuse({ status: 400, title: 'There is no token in it' })
    const { token } = given.data
    const holder = await reviewToken(token)
    if (holder === null) return refuse(notTaken)
    const lines = await sessionLines(sessionWith(token, holder.user, Date.now()), keeping)
    return lines === null ? refuse(tooLong) : sessionSet(lines, requestId)
  } catch (error) {
    return failedResponse(error, requestId, new URL(url).pathname)
  }
}

const notTaken = {
  status: 403,
  title: 'Kubernetes does not take this token',
  detail: 'It may have ended, or be of another cluster. Nothing of it was kept.',
  code: 'token-refused',
}

const tooLong = {
  status: 413,
  title: 'This token is too long to be kept in a cookie',
  detail: 'A token of a ServiceAccount is short enough. Nothing of it was kept.',
}

const sessionWith = (token: string, user: string, now: number): Session => {
  const expiresAt = Math.min(endOf(token), now + longestSessionMs)
  // Whether it still holds, Kubernetes is asked by everybody who reads the session (token-review.ts).
  const ofToken = { token, renewAt: expiresAt, expiresAt }
  return { id: randomUUID(), subject: user, user, groups: [], checkedAt: now, ...ofToken }
}

/** Kubernetes has checked it; other tokens than a ServiceAccount's may be no JWT at all. */
function endOf(token: string): number {
  try {
    return (decodeJwt(token).exp ?? Number.POSITIVE_INFINITY) * 1000
  } catch (error) {
    if (error instanceof errors.JOSEError) return Number.POSITIVE_INFINITY
    throw error
  }
}
