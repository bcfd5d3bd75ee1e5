import type { ReactNode } from 'react'

/** What a panel says when it has nothing else to show: what is so, why, and what to do. */
export function Notice({
  title,
  icon,
  role,
  children,
}: {
  title: string
  icon?: ReactNode
  role?: 'alert' | 'status'
  children: ReactNode
}) {
  return (
    <section
      role={role}
      className="flex max-w-[460px] flex-col items-start gap-3 rounded-panel border border-line bg-surface p-6"
    >
      {icon}
      <h1 className="text-title font-semibold">{title}</h1>
      <div className="flex flex-col items-start gap-3 text-body text-muted [&_strong]:font-semibold [&_strong]:text-text">
        {children}
      </div>
    </section>
  )
}
