import { CircleX, Info, TriangleAlert } from 'lucide-react'
import type { Evidence, Finding } from '@/lib/domain/finding'

const looks = {
  error: { icon: CircleX, className: 'text-failing', word: 'Error' },
  warning: { icon: TriangleAlert, className: 'text-degraded', word: 'Warning' },
  info: { icon: Info, className: 'text-muted', word: 'Note' },
} as const satisfies Record<Finding['severity'], unknown>

const evidenceWords = ({ kind, namespace, name, path }: Evidence) =>
  `${kind} ${namespace === null ? name : `${namespace}/${name}`}${path ? ` ${path}` : ''}`

type Ticks = {
  /** Codes that the person has acknowledged. */
  ticked: ReadonlySet<string>
  onTick: (code: string, isTicked: boolean) => void
}

/** What a person should know, each with what it rests on; with ticks where a change wants them. */
export function Findings({ findings, ticks }: { findings: readonly Finding[]; ticks?: Ticks }) {
  return (
    <ul className="flex flex-col gap-3">
      {findings.map((finding) => (
        <li key={`${finding.code} ${finding.title}`} className="flex items-start gap-2">
          <FindingText finding={finding} />
          {ticks && finding.gate === 'acknowledge' && <Tick finding={finding} ticks={ticks} />}
        </li>
      ))}
    </ul>
  )
}

export function FindingText({
  finding: { severity, gate, title, detail, evidence },
}: {
  finding: Omit<Finding, 'code'>
}) {
  const { icon: Icon, className, word } = looks[severity]
  return (
    <>
      <Icon aria-label={word} className={`mt-0.5 size-4 shrink-0 ${className}`} />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          {title}
          {gate === 'block' && (
            <span className="ml-2 rounded-small bg-failing-tint px-1 text-small text-failing">
              forbids the change
            </span>
          )}
        </p>
        <p className="text-small text-muted">{detail}</p>
        {evidence.length > 0 && (
          <p className="text-small break-words text-muted">
            {evidence.map(evidenceWords).join(', ')}
          </p>
        )}
      </div>
    </>
  )
}

function Tick({ finding: { code, title }, ticks }: { finding: Finding; ticks: Ticks }) {
  return (
    <label className="flex shrink-0 items-center gap-2 rounded-small border border-line px-2 py-1 text-small hover:bg-hover">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={ticks.ticked.has(code)}
        onChange={(event) => ticks.onTick(code, event.target.checked)}
      />
      I know<span className="sr-only">: {title}</span>
    </label>
  )
}
