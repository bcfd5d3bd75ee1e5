import 'server-only'
import type { Problem } from '../api/envelope'
import { isUpstreamError, type UpstreamError, type UpstreamFailure } from '../errors'
import { isEmbedRefused } from '../identity/embed'
import { isNotSignedIn } from '../identity/not-signed-in'
import { logProblem } from '../log'
import { embedProblem } from './embed-problem'

/** Ours was a good question; what stood behind us failed. */
const statusOf: Record<UpstreamFailure, number> = {
  unconfigured: 503,
  unreachable: 503,
  timeout: 504,
  // It has said itself that it will not answer in time.
  busy: 504,
  unauthorized: 502,
  forbidden: 502,
  'not-found': 502,
  broken: 502,
  rejected: 502,
  malformed: 502,
}

export const badRequest = (detail: string, requestId: string): Problem => ({
  type: 'about:blank',
  title: 'The request is not understood',
  status: 400,
  detail,
  requestId,
})

/**
 * Kubernetes is asked for an object by its name, and as the person who wants it: that it is not there,
 * or not theirs to see, is nobody's failure.
 */
const ofObjects: Partial<Record<UpstreamFailure, number>> = { forbidden: 403, 'not-found': 404 }

const statusFor = ({ upstream, failure }: UpstreamError): number =>
  (upstream === 'kubernetes' ? ofObjects[failure] : undefined) ?? statusOf[failure]

/** The answer to what failed; its cause is in the log. That somebody has to sign in is no failure. */
export function failedResponse(error: unknown, requestId: string, path: string): Response {
  const problem = toProblem(error, requestId)
  if (!isNotSignedIn(error) && !isEmbedRefused(error))
    logProblem(problem.title, { requestId, path }, error)
  return problemResponse(problem)
}

/** The one funnel: decides what of an error may be said. Its cause stays in the log. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (isNotSignedIn(error))
    return {
      type: 'about:blank',
      title: 'You are not signed in',
      status: 401,
      code: 'not-signed-in',
      requestId,
    }
  if (isEmbedRefused(error)) return { ...embedProblem(error.why), requestId }
  if (isUpstreamError(error))
    return { type: 'about:blank', title: error.message, status: statusFor(error), requestId }
  return { type: 'about:blank', title: 'Unexpected error', status: 500, requestId }
}

export const problemResponse = (problem: Problem): Response =>
  Response.json(problem, {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': problem.requestId,
      // https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  })
