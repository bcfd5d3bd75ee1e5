import type { LedgerKey, LedgerParty } from '../ledger'
import type { Ended } from '../report/reports'
import type { Fate } from '../resolve/fate'
import type { MeshPod } from '../world/mesh-pod'

const party = ({ namespace, workload, proxy }: MeshPod): LedgerParty => ({
  namespace,
  workload,
  hasProxy: proxy !== null,
})

export const serverOf = (fate: Fate) => ('server' in fate ? fate.server : null)

/** The facts by which the ledger files a call. */
export function ledgerKey(ended: Ended, observer: string | null): LedgerKey {
  const { client, fate, code, grpcStatus, protocol } = ended
  const service = 'service' in fate ? fate.service : null
  const server = serverOf(fate)
  return {
    source: party(client),
    destination: server && party(server),
    service: service?.host ?? ended.hostHeader,
    protocol,
    code,
    grpcStatus,
    flags: fate.kind === 'failed' ? fate.flags : '-',
    security: fate.kind === 'arrives' ? fate.security : 'none',
    observer,
  }
}
