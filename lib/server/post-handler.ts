import 'server-only'
import type { z } from 'zod'
import { readViewer } from '../identity/current-viewer'
import { personOf, whyOnlyLooking } from '../identity/person'
import type { Viewer } from '../identity/viewer'
import { failedResponse, problemResponse } from './problem'
import { sentenceOf } from './query'
import { type RouteContext, requestIdOf } from './request'
import { type ReadBody, readJson, refuseForeign } from './request-guard'
import { refuseHasty } from './write-limit'
import type { WriteProblem, WriteResult, Writer } from './writer'

type DataOf<ReplySchema extends z.ZodType> =
  z.input<ReplySchema> extends { data: infer Data } ? Data : never

/**
 * A POST route as one sentence, for what plans and what writes. Who only looks is refused here and
 * not by a hidden button. What the path names is part of the body.
 */
export function postHandler<Body extends z.ZodType, ReplySchema extends z.ZodType>(
  schema: Body,
  _reply: ReplySchema,
  write: Writer<z.output<Body>, DataOf<ReplySchema>>,
) {
  return async (request: Request, context?: RouteContext): Promise<Response> => {
    const requestId = requestIdOf(request.headers)
    try {
      const result = await answer(request, context, requestId)
      return result.kind === 'done'
        ? doneResponse(result.data, requestId)
        : refusal(result.problem, requestId)
    } catch (error) {
      if (request.signal.aborted) return new Response(null, { status: 499 })
      return failedResponse(error, requestId, new URL(request.url).pathname)
    }
  }

  async function answer(
    request: Request,
    context: RouteContext | undefined,
    requestId: string,
  ): Promise<WriteResult<DataOf<ReplySchema>>> {
    const foreign = refuseForeign(request.headers)
    if (foreign) return { kind: 'problem', problem: foreign }
    const { signal, headers } = request
    const viewer = await readViewer(headers, signal)
    const person = personOf(viewer)
    if (person === null) return { kind: 'problem', problem: viewOnly(viewer) }
    const hasty = refuseHasty(person.user)
    if (hasty) return { kind: 'problem', problem: hasty }
    const body = parse(await readJson(request), (await context?.params) ?? {})
    if (body.kind === 'problem') return body
    return write(body.data, { viewer, person, requestId, signal })
  }

  function parse(
    body: ReadBody,
    path: Readonly<Record<string, string>>,
  ): WriteResult<z.output<Body>> {
    if (body.kind === 'refused') return { kind: 'problem', problem: body.refused }
    const { value } = body
    const given = typeof value === 'object' && !Array.isArray(value) ? value : {}
    const parsed = schema.safeParse({ ...given, ...path })
    if (parsed.success) return { kind: 'done', data: parsed.data }
    const detail = sentenceOf(parsed.error, (path) => path.join('.') || 'body')
    return {
      kind: 'problem',
      problem: { status: 400, title: 'The request is not understood', detail },
    }
  }
}

const viewOnly = (viewer: Viewer): WriteProblem => ({
  status: 403,
  title: 'View only',
  detail: whyOnlyLooking(viewer),
})

function refusal(
  { more, retryAfterSeconds, ...problem }: WriteProblem,
  requestId: string,
): Response {
  const response = problemResponse({ type: 'about:blank', ...problem, ...more, requestId })
  if (retryAfterSeconds !== undefined)
    response.headers.set('retry-after', String(retryAfterSeconds))
  return response
}

const doneResponse = (data: unknown, requestId: string): Response =>
  Response.json({ data }, { headers: { 'cache-control': 'no-store', 'x-request-id': requestId } })
