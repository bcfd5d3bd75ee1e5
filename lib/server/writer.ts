import 'server-only'
import type { Person } from '../identity/person'
import type { Viewer } from '../identity/viewer'

export type WriteContext = {
  viewer: Viewer
  person: Person
  requestId: string
  /** Ends when the asker leaves. Only for reading: a write that has begun is brought to its end. */
  signal: AbortSignal
}

/** What is told instead of success: a problem with what its code promises beside it. */
export type WriteProblem = {
  status: number
  title: string
  detail?: string
  /** Said as the header `Retry-After`. */
  retryAfterSeconds?: number
  /** Members of the problem beyond those of RFC 9457. */
  more?: Readonly<Record<string, unknown>>
}

export type WriteResult<Data> =
  | { kind: 'done'; data: Data }
  | { kind: 'problem'; problem: WriteProblem }

/** One use case that plans or writes. The body is already parsed; may it be done is Kubernetes' affair. */
export type Writer<Body, Data> = (body: Body, context: WriteContext) => Promise<WriteResult<Data>>

export const done = <Data>(data: Data): WriteResult<Data> => ({ kind: 'done', data })

export const refuse = (problem: WriteProblem): { kind: 'problem'; problem: WriteProblem } => ({
  kind: 'problem',
  problem,
})
