import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import { podOf, worldOf } from '../fixtures'
import type { Outcome } from './fate'
import type { HttpRequest } from './http-match'
import { type ResolveOptions, resolveCall } from './resolve-call'

/** Calls and what becomes of them, as tests ask and say it. */

export const toReviews: HttpRequest = {
  host: 'reviews',
  port: 9080,
  path: '/reviews/0',
  method: 'GET',
  headers: {},
}

type Asked = Partial<HttpRequest> & { client?: string }

export function outcomesOf(
  objects: KubernetesObject[],
  { client = 'productpage-v1', ...request }: Asked = {},
  options: ResolveOptions = {},
): Outcome[] {
  const world = worldOf(...objects)
  return resolveCall(world, podOf(world, client), { ...toReviews, ...request }, options)
}

function fateInWords(outcome: Outcome): string {
  if (outcome.kind === 'arrives') return outcome.server.workload
  if (outcome.kind === 'external') return outcome.service.host
  if (outcome.kind === 'failed') return [outcome.code, outcome.flags].filter(Boolean).join(' ')
  return outcome.kind
}

/** `reviews-v1 0.8` for what arrives, `503 NC 0.2` for what a proxy answers itself. */
export const callInWords = (...asked: Parameters<typeof outcomesOf>): string[] =>
  outcomesOf(...asked).map(
    (outcome) => `${fateInWords(outcome)} ${Number(outcome.probability.toFixed(6))}`,
  )
