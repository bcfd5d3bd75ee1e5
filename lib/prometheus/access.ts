import 'server-only'
import type { Dispatcher } from 'undici'
import type { Matcher } from './promql'

/** How a Prometheus is reached. */
export type PrometheusAccess = {
  /** Without a slash at its end. */
  url: string
  /** Where not straight to `url`: by somebody who is asked on the way. */
  through?: () => Promise<Way>
  /** Put into every selector of every question. */
  matchers?: readonly Matcher[]
  /** Sent with every question. */
  headers?: Readonly<Record<string, string>>
  /** Read again for every question, so that a token may be renewed under way. */
  files?: AccessFiles
  /** Until the last byte. */
  timeoutMs?: number
}

export type AccessFiles = {
  /** A bearer token. */
  token?: string | null
  /** PEM: whom to trust, instead of the system's authorities. */
  ca?: string | null
  /** PEM: who we are. */
  certificate?: string | null
  key?: string | null
}

/** Where one question goes, and what it is sent with. */
export type Way = {
  /** Without a slash at its end. */
  url: string
  headers: Readonly<Record<string, string>>
  dispatcher: Dispatcher
  /** Is told when nobody answered, or the credentials were not taken. */
  refused?: () => void
}

export const defaultTimeoutMs = 30_000
