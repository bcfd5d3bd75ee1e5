import { type DiffLine, diffLines } from './diff-lines'

const looks: Record<DiffLine['kind'], { sign: string; className: string; spoken: string }> = {
  same: { sign: ' ', className: '', spoken: '' },
  added: { sign: '+', className: 'bg-healthy-tint', spoken: 'added: ' },
  removed: { sign: '-', className: 'bg-failing-tint', spoken: 'removed: ' },
  gap: { sign: '⋯', className: 'text-muted', spoken: '' },
}

/** A unified diff, line by line. Told apart by sign and by colour. */
export function DiffView({ label, unified }: { label: string; unified: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-small border border-line bg-canvas py-1 font-mono text-tiny"
    >
      <div className="w-max min-w-full">
        {diffLines(unified).map((line, index) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity
            key={index}
            line={line}
          />
        ))}
      </div>
    </section>
  )
}

function Line({ line: { kind, text } }: { line: DiffLine }) {
  const { sign, className, spoken } = looks[kind]
  return (
    <p className={`px-2 whitespace-pre ${className}`}>
      <span aria-hidden className="inline-block w-4 text-muted select-none">
        {sign}
      </span>
      <span className="sr-only">{spoken}</span>
      {kind === 'gap' ? '' : text}
    </p>
  )
}
