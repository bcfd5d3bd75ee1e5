'use client'
import type { ReactNode } from 'react'
import { buttonLook } from './button'
import { loadable, OnDemand } from './on-demand'

export type Choice<T> = { value: T; label: string }

/** What the popup needs: which line is chosen, by its place in the list. */
export type ChoicePopupProps = {
  spoken: string
  trigger: ReactNode
  labels: readonly string[]
  chosen: number
  onChoose: (index: number) => void
  note: string | null
  quiet: boolean
}

const popup = loadable<ChoicePopupProps>(() =>
  import('./choice-popup').then((module) => module.ChoicePopup),
)

/** A button that shows what is chosen and opens the list of what could be. */
export function ChoiceMenu<T>({
  label,
  trigger,
  choices,
  value,
  onChange,
  note = null,
  quiet = false,
}: {
  /** The button's spoken name; what is chosen follows it. */
  label: string
  trigger: ReactNode
  choices: readonly Choice<T>[]
  value: T
  onChange: (value: T) => void
  /** Under the list: why something is not in it. */
  note?: string | null
  quiet?: boolean
}) {
  const chosen = choices.findIndex((choice) => choice.value === value)
  const spoken = `${label}: ${choices[chosen]?.label ?? value}`
  const choose = (index: number) => {
    const choice = choices[index]
    if (choice) onChange(choice.value)
  }
  const labels = choices.map((choice) => choice.label)
  return (
    <OnDemand
      popup={popup}
      props={{ spoken, trigger, labels, chosen, onChoose: choose, note, quiet }}
      button={(approach) => (
        <button
          type="button"
          aria-haspopup="menu"
          aria-expanded={false}
          aria-label={spoken}
          className={buttonLook(quiet ? 'quiet' : 'plain')}
          {...approach}
        >
          {trigger}
        </button>
      )}
    />
  )
}
