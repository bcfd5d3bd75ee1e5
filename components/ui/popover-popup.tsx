'use client'
import { Popover } from '@base-ui/react/popover'
import { buttonLook } from './button'
import { floatingPanel } from './floating-panel'
import type { PopoverProps } from './popover'

const widths = { controls: 'w-72', text: 'w-[28rem]' } as const

/** Opens as soon as it is there: it was asked for by the press that loaded it. */
export function PopoverPopup({
  label,
  trigger,
  emphasis,
  align = 'start',
  size = 'controls',
  children,
}: PopoverProps) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger className={buttonLook(emphasis)}>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align={align} className="z-40">
          <Popover.Popup
            aria-label={label}
            className={`${floatingPanel} ${widths[size]} max-h-[80dvh] max-w-[92vw] overflow-y-auto p-1`}
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
