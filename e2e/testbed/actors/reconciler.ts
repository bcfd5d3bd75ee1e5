import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { KubernetesClient, KubernetesObject } from '../kubernetes/client'
import { isStatusCode } from '../kubernetes/client/connection'
import type { Actor } from './actor'
import { objectPath, splitObjectPath } from './object-path'

export const reconcilerPlan = z.strictObject({
  path: objectPath,
  /** Between a change and its reversal. */
  afterSeconds: z.number().min(0).max(600).default(3),
  /** Whose name the reversal carries. */
  manager: z.string().min(1).default('argocd-controller'),
})
export type ReconcilerPlan = z.infer<typeof reconcilerPlan>

/** Writes the wanted spec over the present one; what is beside the spec stays, as with GitOps. */
async function writeBack(client: KubernetesClient, plan: ReconcilerPlan, spec: unknown) {
  const current = await client.get(plan.path)
  if (isDeepStrictEqual(current.spec, spec)) return
  try {
    await client.update(plan.path, { ...current, spec }, { fieldManager: plan.manager })
  } catch (error) {
    // The write that came first is an event of its own, which brings us back here.
    if (!isStatusCode(error, 409)) throw error
  }
}

/**
 * A GitOps controller that knows one object: its spec as it is now is what it wants, and what it
 * restores some time after every change.
 */
export async function startReconciler(
  client: KubernetesClient,
  plan: ReconcilerPlan,
): Promise<Actor> {
  const { spec } = await client.get(plan.path)
  const ending = new AbortController()
  let pending: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  const revert = () => {
    pending = null
    writing = writeBack(client, plan, spec).catch((error: unknown) => {
      if (!ending.signal.aborted) console.error('The reconciler gave up:', error)
    })
  }
  const look = (object: KubernetesObject) => {
    if (pending || isDeepStrictEqual(object.spec, spec)) return
    pending = setTimeout(revert, plan.afterSeconds * 1_000)
  }
  const { collection, fieldSelector } = splitObjectPath(plan.path)
  const watch = client.watchAll(
    collection,
    {
      replace: (objects) => objects.forEach(look),
      change: (type, object) => type !== 'DELETED' && look(object),
    },
    ending.signal,
    { fieldSelector },
  )
  await watch.listed
  return {
    async stop() {
      ending.abort()
      if (pending) clearTimeout(pending)
      await Promise.all([watch.ended, writing])
    },
  }
}
