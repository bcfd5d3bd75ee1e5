import { X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { IconButton } from '@/components/ui/button'

/** At the right of the picture; on a narrow screen a sheet over its foot. */
export function PanelFrame({
  kind,
  title,
  badge,
  onClose,
  children,
}: {
  /** What it is, in a word or two. */
  kind: string
  title: ReactNode
  badge?: ReactNode
  onClose: () => void
  children: ReactNode
}) {
  const heading = useId()
  return (
    <aside
      aria-labelledby={heading}
      className="relative flex w-80 shrink-0 flex-col gap-4 overflow-y-auto border-l border-line bg-surface px-4 py-3 max-md:z-20 max-md:-mt-2 max-md:h-1/2 max-md:w-auto max-md:rounded-t-large max-md:border-t max-md:border-l-0"
    >
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="text-small text-muted">{kind}</p>
          <h2 id={heading} tabIndex={-1} className="text-title font-semibold break-words">
            {title}
          </h2>
        </div>
        {badge}
        <IconButton label="Close the panel" onClick={onClose} className="-mt-1 -mr-2">
          <X />
        </IconButton>
      </header>
      {children}
    </aside>
  )
}
