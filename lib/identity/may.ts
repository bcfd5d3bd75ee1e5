import 'server-only'
import { z } from 'zod'
import { kubeJson } from '../kubernetes/kube-json'
import { processState } from '../process-state'
import type { Person } from './person'

/** An empty namespace asks for all of them. */
export type Deed = {
  verb: 'patch' | 'create' | 'delete'
  group: string
  resource: string
  namespace: string
  name?: string
}

const review = z.object({ status: z.object({ allowed: z.boolean() }) })
const timeoutMs = 3_000
const freshForMs = 30_000
const mostKept = 5_000

type Kept = { until: number; answer: Promise<boolean> }
const kept = () => processState('may', () => new Map<string, Kept>())

/** Whether Kubernetes would let the person do it; asked at most every 30 s for each deed. */
export function may(person: Person, deed: Deed): Promise<boolean> {
  const answers = kept()
  const key = JSON.stringify([person.user, deed])
  const known = answers.get(key)
  if (known && known.until > Date.now()) return known.answer
  if (answers.size >= mostKept) answers.clear()
  const answer = ask(person, deed)
  answers.set(key, { until: Date.now() + freshForMs, answer })
  // A question that failed is asked again by the next.
  answer.catch(() => answers.delete(key))
  return answer
}

async function ask({ send }: Person, deed: Deed): Promise<boolean> {
  const { status } = await kubeJson(send, review, {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: deed },
    },
    timeoutMs,
    // Shared by all who ask, so no single request's end cancels it.
    signal: new AbortController().signal,
  })
  return status.allowed
}
