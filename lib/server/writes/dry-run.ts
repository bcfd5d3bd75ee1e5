import 'server-only'
import type { DryRun } from '../../api/change'
import { judgesOf } from '../../domain/istio-config/webhook'
import type { PatchOperation } from '../../domain/json-patch'
import { isUpstreamError } from '../../errors'
import type { Person } from '../../identity/person'
import { watchCache } from '../../kubernetes/watch-cache'
import type { FoundObject } from '../../kubernetes/whole-object'
import { createObject, patchObject, type WriteOutcome } from '../../kubernetes/write-object'

type Asking = { person: Person; signal: AbortSignal }
type Place = { path: string; namespace: string; labels: Readonly<Record<string, string>> }

/** What the API server and its webhooks say to the very patch, as the person, without storing it. */
export async function dryRunPatch(
  { path, object }: FoundObject,
  patch: readonly PatchOperation[],
  { person, signal }: Asking,
): Promise<DryRun> {
  const labels = labelsOf(object.metadata)
  const place = { path, namespace: object.metadata.namespace, labels }
  return judged('UPDATE', place, () =>
    patchObject(person.send, path, patch, { dryRun: true, signal }),
  )
}

/** The same of an object that is to be made, in its namespace's collection. */
export const dryRunCreate = (
  place: Place,
  body: unknown,
  { person, signal }: Asking,
): Promise<DryRun> =>
  judged('CREATE', place, () =>
    createObject(person.send, place.path, body, { dryRun: true, signal }),
  )

async function judged(
  operation: 'CREATE' | 'UPDATE',
  place: Place,
  write: () => Promise<WriteOutcome>,
): Promise<DryRun> {
  const webhooks = judges(operation, place)
  try {
    return { ...verdictOf(await write()), webhooks }
  } catch (error) {
    if (!isUpstreamError(error)) throw error
    return { verdict: 'not-asked', message: `${error.message}.`, warnings: [], webhooks }
  }
}

function verdictOf(outcome: WriteOutcome): Omit<DryRun, 'webhooks'> {
  switch (outcome.kind) {
    case 'written':
      return { verdict: 'accepted', message: null, warnings: [...outcome.warnings] }
    case 'refused': {
      const { refusal } = outcome
      const by = refusal.by === 'webhook' ? `${refusal.webhook}: ` : ''
      return { verdict: 'refused', message: `${by}${refusal.message}`, warnings: [] }
    }
    case 'stale':
      return refused('The object has changed in the meantime. Plan again.')
    case 'gone':
      return refused('The object, or its namespace, is not there any more.')
    case 'exists':
      return refused('An object of this name is there already.')
  }
}

const refused = (message: string) => ({ verdict: 'refused' as const, message, warnings: [] })

/** `null` where the console may not list webhooks: then nobody knows who judged. */
function judges(
  operation: 'CREATE' | 'UPDATE',
  { path, namespace, labels }: Place,
): string[] | null {
  const { read } = watchCache()
  const configurations = read('validatingWebhooks')
  if (!configurations.known) return null
  const [, , group = '', version = '', , , resource = ''] = path.split('/')
  const namespaceLabels = read('namespaces').objects.get(`/${namespace}`)?.labels ?? {}
  const webhooks = [...configurations.objects.values()].flatMap((one) => one.webhooks)
  const write = { group, version, resource, operation, namespaceLabels, labels }
  return [...new Set(judgesOf(webhooks, write).map(({ name }) => name))].sort()
}

function labelsOf({ labels }: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = typeof labels === 'object' && labels !== null ? Object.entries(labels) : []
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]))
}
