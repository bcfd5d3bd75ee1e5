import { ChevronRight } from 'lucide-react'
import { dataPlaneWords, modeWords } from '@/components/mesh/mtls-words'
import { SharesBar } from '@/components/mesh/shares-bar'
import { formatRate } from '@/lib/format/rate'
import { stepWords } from './policy-words'
import type { PolicyStep, WorkloadMtls } from './reply-parts'
import { Section } from './section'

/** Per workload and port: the mode, the chain that made it, and who called. */
export function Workloads({ workloads }: { workloads: readonly WorkloadMtls[] }) {
  return (
    <Section title="Workloads" note="The mode in force, and why">
      {workloads.length === 0 && <p className="text-muted">No workload runs here.</p>}
      <ul className="flex flex-col">
        {workloads.map((workload) => (
          <li key={workload.name} className="border-t border-line first:border-t-0">
            <details className="group py-2">
              <summary className="grid grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1.6fr)] items-baseline gap-4 max-sm:grid-cols-1 max-sm:gap-0">
                <span
                  className="flex min-w-0 items-baseline gap-1.5 font-semibold"
                  title={workload.name}
                >
                  <ChevronRight
                    aria-hidden
                    className="size-4 shrink-0 self-center text-muted transition-transform group-open:rotate-90"
                  />
                  <span className="truncate">{workload.name}</span>
                </span>
                <span className="text-muted">{planeWords(workload)}</span>
                <span>{modeOf(workload)}</span>
              </summary>
              <div className="flex flex-col gap-3 pt-2 pl-6">
                <Chain title="How the mode comes about" chain={workload.chain} />
                <Ports workload={workload} />
                <Callers workload={workload} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const podWords = (pods: number) => (pods === 1 ? '1 pod' : `${pods} pods`)

function planeWords({ dataPlane, expected, role, pods }: WorkloadMtls): string {
  const isWaiting = dataPlane !== 'mixed' && dataPlane !== expected && role === null
  return [
    role ?? dataPlaneWords[dataPlane],
    podWords(pods),
    isWaiting && `restart needed: new pods get ${dataPlaneWords[expected]}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function modeOf({ mode, ports, role }: WorkloadMtls): string {
  if (mode === null && role === 'gateway') return 'As its Gateways say: policies do not bind it'
  if (mode === null) return 'Not enforced: no proxy'
  const others = ports.filter((port) => port.mode !== mode && port.mode !== null)
  const exceptions = others.map(
    ({ port, mode: own }) => own && `${port} ${modeWords[own].toLowerCase()}`,
  )
  return exceptions.length === 0
    ? modeWords[mode]
    : `${modeWords[mode]}, port ${exceptions.join(', ')}`
}

const Chain = ({ title, chain }: { title: string; chain: readonly PolicyStep[] }) =>
  chain.length > 0 && (
    <div>
      <h3 className="text-small font-semibold text-muted">{title}</h3>
      <ol className="flex flex-col">
        {chain.map((step) => (
          <li key={step.scope} className={step.decides ? 'font-semibold' : 'text-muted'}>
            {stepWords(step)}
            {step.decides && ' – decides'}
          </li>
        ))}
      </ol>
    </div>
  )

const protocolWords = { http: 'HTTP', tcp: 'TCP', auto: 'protocol detected' } as const

const Ports = ({ workload: { ports } }: { workload: WorkloadMtls }) =>
  ports.length > 0 && (
    <div>
      <h3 className="text-small font-semibold text-muted">Ports</h3>
      <ul>
        {ports.map(({ port, names, protocol, mode, chain }) => (
          <li key={port}>
            <span className="font-semibold">{port}</span> {mode ? modeWords[mode] : 'not enforced'}
            <span className="text-muted">
              , {protocolWords[protocol]}
              {names.length > 0 && `, reached as ${names.join(', ')}`}
              {chain.some(({ scope, decides }) => scope === 'port' && decides) && ', an exception'}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )

const amount = ({ requestsPerSecond, connectionsPerSecond }: WorkloadMtls['callers'][number]) => {
  if (requestsPerSecond !== null) return formatRate(requestsPerSecond)
  return connectionsPerSecond === null ? '' : `${formatRate(connectionsPerSecond)} connections`
}

function Callers({ workload: { callers } }: { workload: WorkloadMtls }) {
  return (
    <div>
      <h3 className="text-small font-semibold text-muted">Callers, observed</h3>
      {callers.length === 0 && <p className="text-muted">None seen in the window.</p>}
      <ul>
        {callers.map((caller) => (
          <li
            key={caller.source}
            className="grid grid-cols-[minmax(0,1.4fr)_6rem_minmax(8rem,1fr)] items-center gap-4"
          >
            <span className="truncate" title={caller.principals.join('\n') || caller.source}>
              {caller.source}
            </span>
            <span className="text-right text-muted">{amount(caller)}</span>
            {caller.shares ? (
              <SharesBar shares={caller.shares} />
            ) : (
              <span className="text-muted">not measured</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
