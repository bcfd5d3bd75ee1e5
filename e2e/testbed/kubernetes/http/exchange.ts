import type { Identities, User } from '../access/identities'
import type { TokenIssuer } from '../access/service-account-tokens'
import type { Cluster } from '../cluster'
import type { WatchStream } from '../reads/watch'
import type { RawBody } from '../writes/body'
import type { ResourceRequest } from './request-info'

export type ApiServer = {
  cluster: Cluster
  identities: Identities
  tokens: TokenIssuer
  /** Where this server is reached, which is also who issues its tokens. */
  url: () => string
}

/** One request on a resource, after it was found to be allowed. */
export type Exchange = {
  server: ApiServer
  info: ResourceRequest
  user: User
  search: URLSearchParams
  accept: string | undefined
  userAgent: string
  readBody(): Promise<RawBody>
  /** Starts a streamed answer in place of a returned one. */
  startStream(): WatchStream
}

/** What a handler answers; `streamed` when it has written the answer itself. */
export type Answer =
  | { kind: 'json'; code: number; value: unknown; warnings?: readonly string[] }
  | { kind: 'yaml'; code: number; text: string; warnings?: readonly string[] }
  | { kind: 'text'; code: number; text: string }
  | { kind: 'streamed' }

export const json = (value: unknown, code = 200, warnings: readonly string[] = []): Answer => ({
  kind: 'json',
  code,
  value,
  warnings,
})

/** As the API server spells it, and as its recorded answers have it. */
export const plainText = { 'Content-Type': 'text/plain; charset=utf-8' }

/** Paths that nothing stands behind are answered without a `Status`. */
export const pageNotFound: Answer = { kind: 'text', code: 404, text: '404 page not found\n' }
