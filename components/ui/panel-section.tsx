import type { ReactNode } from 'react'

/** A titled part of a side panel. */
export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-small font-semibold text-muted">{title}</h3>
      {children}
    </section>
  )
}
