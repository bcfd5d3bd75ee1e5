import type { ReactNode } from 'react'

const looks = {
  plain: 'bg-surface',
  failing: 'bg-failing-tint',
} as const

/** A line above a panel that says what holds for all of it, and what can be done about it. */
export function Strip({
  role,
  look = 'plain',
  icon,
  action,
  children,
}: {
  role: 'alert' | 'status'
  look?: keyof typeof looks
  icon: ReactNode
  action: ReactNode
  children: ReactNode
}) {
  return (
    <div
      role={role}
      className={`flex shrink-0 items-center gap-2 border-b border-line px-3 py-1.5 [&>svg]:size-4 [&>svg]:shrink-0 ${looks[look]}`}
    >
      {icon}
      <p className="min-w-0 flex-1">{children}</p>
      {action}
    </div>
  )
}
