'use client'
import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { buttonLook } from './button'
import type { ChoicePopupProps } from './choice-menu'
import { floatingPanel } from './floating-panel'

/**
 * Opens as soon as it is there: it was asked for by the press that loaded it. The list lies beside
 * its button in the document, and so in the same landmark.
 */
export function ChoicePopup({
  spoken,
  trigger,
  labels,
  chosen,
  onChoose,
  note,
  quiet,
}: ChoicePopupProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  return (
    <div ref={setPlace} className="flex">
      <Menu.Root defaultOpen>
        <Menu.Trigger aria-label={spoken} className={buttonLook(quiet ? 'quiet' : 'plain')}>
          {trigger}
        </Menu.Trigger>
        <Menu.Portal container={place} className="absolute">
          <Menu.Positioner positionMethod="fixed" sideOffset={6} align="start" className="z-40">
            <Menu.Popup className={`${floatingPanel} min-w-36 p-1`}>
              <Menu.RadioGroup value={chosen} onValueChange={onChoose}>
                {labels.map((label, index) => (
                  <Menu.RadioItem
                    key={label}
                    value={index}
                    closeOnClick
                    className="flex h-8 pointer-coarse:h-10 cursor-pointer items-center gap-2 rounded-small pr-4 pl-2 outline-none data-highlighted:bg-hover"
                  >
                    <span className="w-4 text-accent">
                      <Menu.RadioItemIndicator>
                        <Check className="size-4" />
                      </Menu.RadioItemIndicator>
                    </span>
                    {label}
                  </Menu.RadioItem>
                ))}
              </Menu.RadioGroup>
              {note && <p className="max-w-60 px-2 py-1.5 text-small text-muted">{note}</p>}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}
