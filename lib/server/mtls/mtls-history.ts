import 'server-only'
import type { z } from 'zod'
import type { mtlsNamespaceReply } from '../../api/mtls'
import { changesAnnotation } from '../../domain/change-record'
import type { PeerAuthentication, WrittenMode } from '../../domain/mtls/mesh'
import type { MtlsWorld } from '../../domain/mtls/namespace-mtls'
import { writtenMode } from '../../domain/mtls/policy-change'
import { type PolicyRecord, takenBack } from '../../domain/mtls/policy-patch'
import { watchCache } from '../../kubernetes/watch-cache'
import { isUntouched, policyRecordsIn } from './mtls-draft'

type WireChange = z.input<typeof mtlsNamespaceReply>['data']['history'][number]

/** The changes that a namespace's policies remember, newest first, for who may read them. */
export function mtlsHistory(
  namespace: string,
  { facts, shows }: Pick<MtlsWorld, 'facts' | 'shows'>,
): WireChange[] {
  if (!shows(namespace, 'PeerAuthentication')) return []
  const objects = watchCache().read('peerAuthentications').objects
  return facts.peerAuthentications
    .filter((policy) => policy.namespace === namespace)
    .flatMap((policy) => {
      const object = objects.get(`${namespace}/${policy.name}`)
      const records = policyRecordsIn({
        [changesAnnotation]: object?.annotations[changesAnnotation] ?? '',
      })
      return records.map((record) =>
        toWire(record, policy, records, object !== undefined && isUntouched(object)),
      )
    })
    .sort((a, b) => b.at - a.at)
}

function toWire(
  { id, at, user, reason, change, ...rest }: PolicyRecord,
  policy: PeerAuthentication,
  records: readonly PolicyRecord[],
  untouched: boolean,
): WireChange {
  const written = writtenMode({ kind: 'edit', policy }, change)
  const back = takenBack({ id, at, user, reason, change, ...rest }, { written, untouched, records })
  return {
    id,
    at,
    user,
    reason,
    object: { kind: 'PeerAuthentication', namespace: policy.namespace, name: policy.name },
    before: wordOf(change.before, change.port),
    after: wordOf(change.after, change.port),
    revertible:
      back.kind === 'refused'
        ? { allowed: false, reason: back.detail }
        : { allowed: true, reason: null },
  }
}

const wordOf = (mode: WrittenMode | null, port: number | null) =>
  `${mode ?? 'nothing'}${port === null ? '' : ` on port ${port}`}`
