import 'server-only'
import { z } from 'zod'
import { isUpstreamError } from '../errors'
import { type KubeSend, kubeFetch, kubeFetchWithToken } from '../kubernetes/kube-fetch'
import { kubeJson } from '../kubernetes/kube-json'
import { turns } from '../turns'
import type { ActsAs, Sees } from './viewer'

const accessReview = z.object({ status: z.object({ allowed: z.boolean() }) })
const subjectReview = z.object({
  status: z.object({ userInfo: z.object({ username: z.string().min(1) }) }),
})

/** A page waits for these answers; but one that is slow among hundreds must not undo the others. */
const timeoutMs = 5_000
/** Questions about one person under way at once; 2,000 namespaces take about a second (stack-facts 11). */
const parallel = 20

/** Who asks, and about whom: without a subject about who asks. */
export type Asking = {
  send: KubeSend
  subject?: { user: string; groups: readonly string[] }
  signal: AbortSignal
}

/** An empty namespace asks for all of them. */
export type Attributes = { verb: string; group: string; resource: string; namespace: string }

export function askingAbout(as: ActsAs, signal: AbortSignal): Asking {
  switch (as.kind) {
    case 'own':
      return { send: inLine(kubeFetch), signal }
    case 'token':
      return { send: inLine(kubeFetchWithToken(as.token)), signal }
    case 'impersonate': {
      // The API server adds this one by itself to who is signed in, but not to who is asked about.
      const groups = [...as.groups, 'system:authenticated']
      return { send: inLine(kubeFetch), subject: { user: as.user, groups }, signal }
    }
  }
}

/** However much is asked about somebody, only so much at once; none waits on its own clock. */
export function inLine(send: KubeSend): KubeSend {
  const line = turns(parallel)
  return (request) => line(request.signal, () => send(request))
}

const pods = { verb: 'list', group: '', resource: 'pods' }

/** Namespaces whose pods may be listed: what traffic may be shown. One question for all of them first. */
export async function reviewNamespaces(
  namespaces: () => Promise<readonly string[]>,
  asking: Asking,
): Promise<Sees> {
  if (await isAllowed({ ...pods, namespace: '' }, asking)) return { kind: 'all' }
  return { kind: 'namespaces', names: await allowedAmong(await namespaces(), pods, asking) }
}

/** One question for each. */
export async function allowedAmong(
  namespaces: readonly string[],
  attributes: Omit<Attributes, 'namespace'>,
  asking: Asking,
): Promise<Set<string>> {
  const answers = await Promise.all(
    namespaces.map((namespace) => isAllowed({ ...attributes, namespace }, asking)),
  )
  return new Set(namespaces.filter((_, index) => answers[index]))
}

// Whole, for deploy/rights.test.ts reads from them what the console's identity has to be granted.
const reviewOfOneself = {
  kind: 'SelfSubjectAccessReview',
  path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
}
const reviewOfAnother = {
  kind: 'SubjectAccessReview',
  path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
}

export async function isAllowed(
  resourceAttributes: Attributes,
  { send, subject, signal }: Asking,
): Promise<boolean> {
  const { kind, path } = subject ? reviewOfAnother : reviewOfOneself
  const review = await kubeJson(send, accessReview, {
    method: 'POST',
    path,
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind,
      spec: { ...subject, resourceAttributes },
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
