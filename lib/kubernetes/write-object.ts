import 'server-only'
import type { PatchOperation } from '../domain/json-patch'
import { failedWith } from './kube-failure'
import type { KubeRequest, KubeResponse, KubeSend } from './kube-fetch'
import { parseJson } from './kube-json'
import { type WholeObject, wholeObject } from './whole-object'
import { type Refusal, refusalOf } from './write-refusal'

/** `stale`: the object is not what the patch was made for. Which test failed is not told. */
export type WriteOutcome =
  | { kind: 'written'; object: WholeObject; warnings: readonly string[] }
  | { kind: 'stale' }
  | { kind: 'gone' }
  | { kind: 'exists' }
  | { kind: 'refused'; refusal: Refusal }

export type WriteMode = { dryRun: boolean; signal: AbortSignal }

export const fieldManager = 'binnacle'

const timeoutMs = 15_000

/** Whatever is not an answer about the object itself is thrown: forbidden, unreachable, too slow. */
export const patchObject = (
  send: KubeSend,
  path: string,
  patch: readonly PatchOperation[],
  mode: WriteMode,
): Promise<WriteOutcome> =>
  write(send, {
    method: 'PATCH',
    path,
    body: patch,
    contentType: 'application/json-patch+json',
    ...settings(mode),
  })

/** Into the namespace's collection. */
export const createObject = (
  send: KubeSend,
  path: string,
  body: unknown,
  mode: WriteMode,
): Promise<WriteOutcome> => write(send, { method: 'POST', path, body, ...settings(mode) })

/** Only this very object, not another of the same name. */
export async function deleteObject(
  send: KubeSend,
  path: string,
  preconditions: { uid: string; resourceVersion?: string },
  signal: AbortSignal,
): Promise<'deleted' | 'gone' | 'stale'> {
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions }
  const response = await send({ method: 'DELETE', path, body, timeoutMs, signal })
  const text = await response.text()
  if (response.status === 404) return 'gone'
  if (response.status === 409) return 'stale'
  if (response.status >= 300) throw failedWith(response, text)
  return 'deleted'
}

/** Unknown fields are refused and not dropped. */
const settings = ({
  dryRun,
  signal,
}: WriteMode): Pick<KubeRequest, 'search' | 'timeoutMs' | 'signal'> => ({
  search: { fieldManager, fieldValidation: 'Strict', ...(dryRun ? { dryRun: 'All' } : {}) },
  timeoutMs,
  signal,
})

async function write(send: KubeSend, request: KubeRequest): Promise<WriteOutcome> {
  const response = await send(request)
  const text = await response.text()
  return outcomeOf(response, text, request.method === 'POST')
}

function outcomeOf(response: KubeResponse, text: string, creates: boolean): WriteOutcome {
  const { status, warnings = [] } = response
  if (status >= 200 && status < 300)
    return { kind: 'written', object: parseJson(wholeObject, text), warnings }
  const refusal = refusalOf(status, text)
  if (refusal) return { kind: 'refused', refusal }
  // A failing `test` is answered with 422 and no word of it; so is a path that does not exist.
  if (status === 422 || (status === 409 && !creates)) return { kind: 'stale' }
  if (status === 409) return { kind: 'exists' }
  if (status === 404) return { kind: 'gone' }
  throw failedWith(response, text)
}
