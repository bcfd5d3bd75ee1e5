import { type ReactNode, useId } from 'react'

/** A titled part of the page; what scrolls sideways in it does not widen the page. */
export function Section({
  title,
  note,
  children,
}: {
  title: string
  /** What the figures below are of. */
  note?: ReactNode
  children: ReactNode
}) {
  const heading = useId()
  return (
    <section
      aria-labelledby={heading}
      className="flex flex-col gap-2 rounded-panel border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 id={heading} className="text-title font-semibold">
          {title}
        </h2>
        {note && <p className="text-small text-muted">{note}</p>}
      </div>
      {children}
    </section>
  )
}
