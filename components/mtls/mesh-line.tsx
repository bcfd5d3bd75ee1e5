import { modeWords } from '@/components/mesh/mtls-words'
import { Skeleton } from '@/components/ui/skeleton'
import { useNow } from '@/components/ui/use-now'
import { formatCount } from '@/lib/format/count'
import { formatDay } from '@/lib/format/moment'
import type { MeshMtls } from './reply-parts'

/** What holds in the whole mesh, above the namespaces. */
export function MeshLine({
  mesh,
  isExpiryTold,
}: {
  mesh: MeshMtls | null
  /** Prometheus answered; whether it knows istiod is another matter. */
  isExpiryTold: boolean
}) {
  return (
    <dl className="grid shrink-0 grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-x-6 gap-y-3 rounded-panel border border-line bg-surface px-4 py-3">
      {factNames.map((name) => (
        <div key={name} className="min-w-0">
          <dt className="text-small text-muted">{name}</dt>
          <dd className="min-w-0">
            {mesh ? (
              <Fact {...factOf[name](mesh, isExpiryTold)} />
            ) : (
              <Skeleton className="mt-1 h-9 w-28" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

type Said = { value: string; detail: React.ReactNode; isWarning?: boolean }

const Fact = ({ value, detail, isWarning }: Said) => (
  <>
    <span
      className={`block truncate font-semibold ${isWarning ? 'text-failing' : ''}`}
      title={value}
    >
      {value}
    </span>
    <span className="block text-small break-words text-muted">{detail}</span>
  </>
)

/** Several control planes may differ: then each value is said with its revision. */
function perRevision(mesh: MeshMtls, wordOf: (revision: Revision) => string): Said {
  const values = new Set(mesh.revisions.map(wordOf))
  const [first] = values
  if (first === undefined) return { value: 'not known', detail: 'no control plane was found' }
  const isDefault = mesh.revisions.every(({ source }) => source === 'defaults')
  if (values.size === 1)
    return { value: first, detail: isDefault ? 'Istio’s default' : 'mesh config' }
  return {
    value: 'differs',
    detail: mesh.revisions.map((one) => `${one.revision}: ${wordOf(one)}`).join(', '),
  }
}

type Revision = MeshMtls['revisions'][number]

const meshPolicy = ({ mode, policy }: MeshMtls): Said => {
  if (mode === null) return { value: 'not known', detail: 'the policies may not be read' }
  return { value: modeWords[mode], detail: policy ?? 'Istio’s default: no mesh policy' }
}

const soonDays = 30
const dayMs = 86_400_000

function RootExpiry({ at }: { at: number }) {
  const now = useNow()
  if (now === null) return <>expires by istiod’s metrics</>
  const days = Math.floor((at - now) / dayMs)
  const isSoon = days < soonDays
  return (
    <span className={isSoon ? 'font-semibold text-failing' : ''}>
      {days < 0 ? 'expired' : `in ${formatCount(days)} days`}
    </span>
  )
}

const rootCertificate = (
  { rootCertificateExpiresAt: at }: MeshMtls,
  isExpiryTold: boolean,
): Said =>
  at === null
    ? {
        value: 'not known',
        detail: isExpiryTold ? 'istiod’s metrics are not scraped' : 'Prometheus did not tell',
      }
    : { value: formatDay(at), detail: <RootExpiry at={at} /> }

/** The API spells TLSV1_2 what people call TLS 1.2. */
const tlsVersionWords = (version: string) =>
  version.replace(/^TLSV(\d)_(\d)$/, (_, major, minor) => `TLS ${major}.${minor}`)

const factOf = {
  'Mesh policy': meshPolicy,
  'Auto mTLS': (mesh: MeshMtls) =>
    perRevision(mesh, ({ enableAutoMtls }) => (enableAutoMtls ? 'On' : 'Off')),
  'Trust domain': (mesh: MeshMtls) => perRevision(mesh, ({ trustDomain }) => trustDomain),
  'Minimum TLS version': (mesh: MeshMtls) =>
    perRevision(mesh, ({ minimumTlsVersion }) => tlsVersionWords(minimumTlsVersion)),
  'Root certificate expires': rootCertificate,
} as const

// The keys of a literal are known: Object.keys only widens them to string.
const factNames = Object.keys(factOf) as (keyof typeof factOf)[]
