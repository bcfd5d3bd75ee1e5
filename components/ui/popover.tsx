'use client'
import { Popover as Base } from '@base-ui/react/popover'
import type { ReactNode } from 'react'
import { buttonLook } from './button'

export const floatingPanel =
  'rounded-panel border border-line bg-surface text-text shadow-float outline-none'

/** A button that opens a small panel of controls below itself. */
export function Popover({
  label,
  trigger,
  emphasis = 'plain',
  open,
  onOpenChange,
  children,
}: {
  /** The panel's spoken name. */
  label: string
  trigger: ReactNode
  emphasis?: 'plain' | 'quiet'
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactNode
}) {
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <Base.Trigger className={buttonLook(emphasis)}>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} align="start" className="z-40">
          <Base.Popup
            aria-label={label}
            className={`${floatingPanel} max-h-[80dvh] w-72 max-w-[92vw] overflow-y-auto p-1`}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
