import { HealthSymbol, healthLooks } from '@/components/mesh/health'
import { MarkIcon, markLooks } from '@/components/mesh/marks'
import { Popover } from '@/components/ui/popover'
import type { Health } from '@/lib/domain/health/health'
import type { Mark } from '@/lib/domain/service-graph/graph'
import { degradedFrom, failingFrom } from './words'

const healths: readonly { health: Health; words: string }[] = [
  { health: 'healthy', words: 'healthy' },
  { health: 'degraded', words: `degraded ≥ ${degradedFrom}` },
  { health: 'failing', words: `failing ≥ ${failingFrom}` },
]

const marks: readonly Mark['kind'][] = [
  'gateway',
  'waypoint',
  'trafficSplit',
  'mirror',
  'fault',
  'timeout',
  'circuitBreaker',
  'noProxy',
  'ambient',
  'plaintext',
  'idle',
  'dead',
]

const lines = [
  { look: 'border-t-2 border-solid', words: 'Thicker is more requests, on a log scale' },
  { look: 'border-t-2 border-dashed', words: 'Plaintext, or the caller has no proxy' },
  { look: 'border-t-2 border-solid border-tcp', words: 'TCP: bytes, no outcome' },
] as const

const outlines = [
  { look: 'rounded-[2px] border-solid', words: 'Workload, app or version' },
  { look: 'rounded-full border-solid', words: 'Service' },
  { look: 'rounded-[2px] border-dashed', words: 'Outside the mesh' },
  { look: 'rounded-[2px] border-dotted', words: 'Unknown, or hidden from you' },
] as const

export function Legend() {
  return (
    <div className="absolute bottom-3 left-3 z-10 flex min-h-9 items-center gap-4 rounded-panel border border-line bg-surface pr-1 pl-3 text-small text-muted max-lg:pl-1">
      {healths.map(({ health, words }) => (
        <span
          key={health}
          className={`inline-flex items-center gap-1.5 max-lg:hidden ${healthLooks[health].text}`}
        >
          <HealthSymbol health={health} className="size-2.5" />
          {words}
        </span>
      ))}
      {(['noProxy', 'idle'] as const).map((kind) => (
        <span key={kind} className="inline-flex items-center gap-1.5 max-lg:hidden">
          <MarkIcon kind={kind} className="size-3.5" />
          {markLooks[kind].label}
        </span>
      ))}
      <span className="max-xl:hidden">Counted at the source, else at the destination</span>
      <Popover label="Legend" trigger="Legend" emphasis="quiet" align="end">
        <FullLegend />
      </Popover>
    </div>
  )
}

function FullLegend() {
  return (
    <div className="flex flex-col gap-3 p-3 text-small">
      <Group title="Health, by share of errors">
        {healths.map(({ health, words }) => (
          <Row
            key={health}
            sign={<HealthSymbol health={health} />}
            className={healthLooks[health].text}
          >
            {words}
          </Row>
        ))}
      </Group>
      <Group title="Marks">
        {marks.map((kind) => (
          <Row key={kind} sign={<MarkIcon kind={kind} />}>
            <strong className="font-semibold">{markLooks[kind].label}</strong>:{' '}
            {markLooks[kind].meaning}
          </Row>
        ))}
      </Group>
      <Group title="Edges">
        {lines.map(({ look, words }) => (
          <Row key={words} sign={<span className={`block w-5 ${look}`} />}>
            {words}
          </Row>
        ))}
      </Group>
      <Group title="Outlines">
        {outlines.map(({ look, words }) => (
          <Row key={words} sign={<span className={`block h-3 w-5 border border-muted ${look}`} />}>
            {words}
          </Row>
        ))}
      </Group>
      <p className="text-muted">
        Counted at the waypoint where there is one, else at the source, else at the destination. 4xx
        answers are no errors. Where nothing was seen, nothing is claimed.
      </p>
    </div>
  )
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h2 className="mb-1 font-semibold text-muted">{title}</h2>
      <ul className="flex flex-col gap-1">{children}</ul>
    </section>
  )
}

function Row({
  sign,
  className = '',
  children,
}: {
  sign: React.ReactNode
  className?: string
  children: React.ReactNode
}) {
  return (
    <li className={`flex items-start gap-2 ${className}`}>
      <span className="flex h-4 w-5 shrink-0 items-center justify-center">{sign}</span>
      <span>{children}</span>
    </li>
  )
}
