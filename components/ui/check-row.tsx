import type { ReactNode } from 'react'

/** One line of a list of things to tick. */
export function CheckRow({
  checked,
  onChange,
  children,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
}) {
  return (
    <label className="flex h-8 items-center pointer-coarse:h-10 gap-2 rounded-small px-2 hover:bg-hover">
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-accent"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </label>
  )
}
