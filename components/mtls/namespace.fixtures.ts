import type { MtlsPlan } from '@/lib/api/mtls-change'
import type { NamespaceDepth, NamespaceRow } from './reply-parts'

const nothingSeen: NamespaceRow['observed'] = {
  requests: null,
  connections: null,
  bytes: null,
  heard: { now: true, before: true },
  requestCount: null,
  newestSampleAt: null,
  plaintextClients: [],
  refused: [],
  notMeasured: [],
}

export const row = (
  namespace: string,
  {
    observed = {},
    ...rest
  }: Partial<Omit<NamespaceRow, 'observed'>> & {
    observed?: Partial<NamespaceRow['observed']>
  } = {},
): NamespaceRow => ({
  namespace,
  dataPlane: 'sidecar',
  policy: {
    mode: 'PERMISSIVE',
    from: { scope: 'default', policy: null },
    exceptions: [],
    unenforced: [],
  },
  verdict: { word: 'permissive', sentence: 'Permissive, no traffic seen' },
  findings: [],
  risk: 0,
  ...rest,
  observed: { ...nothingSeen, ...observed },
})

export const legacy: NamespaceDepth = {
  ...row('legacy'),
  workloads: [
    {
      name: 'orders',
      dataPlane: 'sidecar',
      expected: 'sidecar',
      revision: 'default',
      pods: 2,
      role: null,
      mode: 'PERMISSIVE',
      chain: [
        { scope: 'default', policy: null, mode: 'PERMISSIVE', decides: true },
        { scope: 'mesh', policy: null, mode: null, decides: false },
      ],
      ports: [
        { port: 8080, names: ['orders:80'], protocol: 'http', mode: 'PERMISSIVE', chain: [] },
      ],
      callers: [],
    },
  ],
  services: [{ name: 'orders', ports: [{ port: 80, name: 'http' }] }],
  policies: [],
  clientRules: [],
  editable: { allowed: true, reason: null },
  history: [],
  lookBack: 86_400,
  resolution: 60,
}

/** Strict for a namespace with one caller that would be refused. */
export const strictPlan: MtlsPlan = {
  planHash: 'a'.repeat(64),
  plannedAt: 1_790_000_000_000,
  action: 'create',
  object: { kind: 'PeerAuthentication', namespace: 'legacy', name: 'default' },
  patch: [],
  diff: '--- before\n+++ after\n@@ -0,0 +1 @@\n+  mode: STRICT\n',
  owner: null,
  impact: {
    affected: [
      {
        workload: 'orders',
        port: null,
        pods: 2,
        before: 'PERMISSIVE',
        after: 'STRICT',
        lookedAt: true,
      },
    ],
    breaks: [
      {
        code: 'breaks:unknown:orders',
        client: 'unknown',
        candidates: ['batch/nightly-report'],
        destination: 'legacy/orders',
        port: 8080,
        evidence: 'observed',
        sentence: 'A client without a proxy sent about 1,204 requests in plaintext.',
        requestsPerSecond: 0.4,
        count: 1204,
        lastSeenAt: 1_789_999_990_000,
        objects: [],
      },
    ],
    heals: [],
    unknown: [],
    remainsPlaintext: [],
    sentences: ['2 pods will refuse plaintext.'],
    lookBack: 86_400,
  },
  findings: [
    {
      code: 'breaks:unknown:orders',
      severity: 'error',
      gate: 'acknowledge',
      title: 'unknown would be refused by legacy/orders',
      detail: 'A client without a proxy sent about 1,204 requests in plaintext.',
      evidence: [],
    },
  ],
  dryRun: { verdict: 'accepted', message: null, warnings: [], webhooks: [] },
  kubectl: 'kubectl apply -f -',
  applicable: { allowed: true, reason: null },
  mustAcknowledge: ['breaks:unknown:orders'],
}
