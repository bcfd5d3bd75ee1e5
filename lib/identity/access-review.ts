import 'server-only'
import { z } from 'zod'
import { isUpstreamError } from '../errors'
import type { KubeSend } from '../kubernetes/kube-fetch'
import { kubeJson } from '../kubernetes/kube-json'
import type { Viewer } from './viewer'

const accessReview = z.object({ status: z.object({ allowed: z.boolean() }) })
const subjectReview = z.object({
  status: z.object({ userInfo: z.object({ username: z.string().min(1) }) }),
})

/** A page waits for these answers. */
const timeoutMs = 2_000
/** Questions under way at once; 2,000 namespaces take about a second (stack-facts 11). */
const parallel = 20

type Asking = { send: KubeSend; signal: AbortSignal }

/**
 * Namespaces whose pods the console's own identity may list: what traffic it may show. One question
 * for all namespaces first, then one for each.
 */
export async function reviewNamespaces(
  namespaces: () => Promise<readonly string[]>,
  asking: Asking,
): Promise<Viewer['sees']> {
  if (await mayListPods('', asking)) return { kind: 'all' }
  const names = new Set<string>()
  const waiting = [...(await namespaces())]
  async function work(): Promise<void> {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      if (await mayListPods(next, asking)) names.add(next)
  }
  await Promise.all(Array.from({ length: parallel }, work))
  return { kind: 'namespaces', names }
}

/** An empty namespace asks for all of them. */
async function mayListPods(namespace: string, { send, signal }: Asking): Promise<boolean> {
  const review = await kubeJson(send, accessReview, {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace, verb: 'list', group: '', resource: 'pods' } },
    },
    timeoutMs,
    signal,
  })
  return review.status.allowed
}

/** Whom the API server takes us for; `null` where it is too old for the question (before 1.28). */
export async function reviewUser({ send, signal }: Asking): Promise<string | null> {
  try {
    const review = await kubeJson(send, subjectReview, {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      timeoutMs,
      signal,
    })
    return review.status.userInfo.username
  } catch (error) {
    if (isUpstreamError(error) && error.failure === 'not-found') return null
    throw error
  }
}
