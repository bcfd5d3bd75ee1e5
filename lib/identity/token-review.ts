import 'server-only'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { kubeFetch } from '../kubernetes/kube-fetch'
import { kubeJson } from '../kubernetes/kube-json'
import { keptFor } from './kept'

const review = z.object({
  status: z.object({
    authenticated: z.boolean().optional(),
    user: z
      .object({ username: z.string().optional(), groups: z.array(z.string()).optional() })
      .optional(),
  }),
})

export type TokenHolder = { user: string; groups: readonly string[] }

const timeoutMs = 3_000
/** A token that is taken back is refused after this at the latest. */
const kept = keptFor<TokenHolder | null>('token-reviews', 30_000)
/** No token is longer; what is need not be asked about. */
const longest = 16 * 1024

/** Whose token it is, as Kubernetes says; `null` for nobody's. Kept by its hash, never by itself. */
export async function reviewToken(token: string): Promise<TokenHolder | null> {
  if (token.length > longest || !/^[\x21-\x7e]+$/.test(token)) return null
  return kept(createHash('sha256').update(token).digest('base64'), () => ask(token))
}

async function ask(token: string): Promise<TokenHolder | null> {
  const { status } = await kubeJson(kubeFetch, review, {
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
    timeoutMs,
    // Shared by all who ask, so no single request's end cancels it.
    signal: new AbortController().signal,
  })
  const user = status.user?.username
  return status.authenticated && user ? { user, groups: status.user?.groups ?? [] } : null
}
