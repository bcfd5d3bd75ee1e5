'use client'
import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonLook } from './button'
import { floatingPanel } from './popover'

export type Choice<T> = { value: T; label: string }

/** A button that shows what is chosen and opens the list of what could be. */
export function ChoiceMenu<T extends string | number>({
  label,
  trigger,
  choices,
  value,
  onChange,
  quiet = false,
}: {
  /** The button's spoken name; what is chosen follows it. */
  label: string
  trigger: ReactNode
  choices: readonly Choice<T>[]
  value: T
  onChange: (value: T) => void
  quiet?: boolean
}) {
  const chosen = choices.find((choice) => choice.value === value)?.label ?? String(value)
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={`${label}: ${chosen}`}
        className={buttonLook(quiet ? 'quiet' : 'plain')}
      >
        {trigger}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="start" className="z-40">
          <Menu.Popup className={`${floatingPanel} min-w-36 p-1`}>
            <Menu.RadioGroup value={value} onValueChange={onChange}>
              {choices.map((choice) => (
                <Menu.RadioItem
                  key={choice.value}
                  value={choice.value}
                  closeOnClick
                  className="flex h-8 cursor-pointer items-center gap-2 rounded-small pr-4 pl-2 outline-none data-highlighted:bg-hover"
                >
                  <span className="w-4 text-accent">
                    <Menu.RadioItemIndicator>
                      <Check className="size-4" />
                    </Menu.RadioItemIndicator>
                  </span>
                  {choice.label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
