import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { KubernetesClient } from '../kubernetes/client'
import type { Actor } from './actor'
import { objectPath } from './object-path'

export const statusWriterPlan = z.strictObject({
  path: objectPath,
  everyMs: z.int().min(10).max(600_000).default(1_000),
})
export type StatusWriterPlan = z.infer<typeof statusWriterPlan>

const condition = (now: Date, count: number) => ({
  status: 'True',
  lastTransitionTime: now.toISOString(),
  message: `Reconciled ${count} times`,
})

/** Different every time, in the shape that the object's API wants. */
function statusOf(path: string, now: Date, count: number): object {
  if (!path.startsWith('/apis/gateway.networking.k8s.io/')) {
    return { conditions: [{ type: 'Reconciled', ...condition(now, count) }] }
  }
  const accepted = { type: 'Accepted', reason: 'Accepted', ...condition(now, count) }
  const parentRef = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }
  return {
    parents: [{ controllerName: 'istio.io/gateway-controller', parentRef, conditions: [accepted] }],
  }
}

/**
 * A controller that writes the status of one object again and again: its resourceVersion never
 * rests, its generation does.
 */
export async function startStatusWriter(
  client: KubernetesClient,
  { path, everyMs }: StatusWriterPlan,
): Promise<Actor> {
  const ending = new AbortController()
  const { signal } = ending
  const write = (count: number) =>
    client.patch(
      `${path}/status`,
      { status: statusOf(path, new Date(), count) },
      { fieldManager: 'pilot-discovery' },
    )

  async function keepWriting() {
    for (let count = 2; ; count++) {
      await pause(everyMs, undefined, { signal })
      await write(count)
    }
  }
  // The first is awaited, so that a path that leads nowhere is refused.
  await write(1)
  const ended = keepWriting().catch((error: unknown) => {
    if (!signal.aborted) console.error('The status writer gave up:', error)
  })
  return {
    async stop() {
      ending.abort()
      await ended
    },
  }
}
