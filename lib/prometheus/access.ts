import 'server-only'
import { readFile } from 'node:fs/promises'
import type { Matcher } from './promql'

/** How a Prometheus is reached. */
export type PrometheusAccess = {
  /** Without a slash at its end. */
  url: string
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

export const defaultTimeoutMs = 30_000

/** What a question is sent with. */
export type Credentials = {
  headers: Readonly<Record<string, string>>
  /** Empty where the system's authorities do, and nobody asks who we are. */
  tls: { ca?: string; cert?: string; key?: string }
}

export async function credentialsOf({ headers, files }: PrometheusAccess): Promise<Credentials> {
  const read = async (file: string | null | undefined) => (file ? readFile(file, 'utf8') : null)
  const [token, ca, cert, key] = await Promise.all([
    read(files?.token),
    read(files?.ca),
    read(files?.certificate),
    read(files?.key),
  ])
  return {
    headers: { ...headers, ...(token && { authorization: `Bearer ${token.trim()}` }) },
    tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) },
  }
}
