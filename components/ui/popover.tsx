'use client'
import type { ReactNode } from 'react'
import { buttonLook } from './button'
import { loadable, OnDemand } from './on-demand'

export type PopoverProps = {
  /** The panel's spoken name. */
  label: string
  trigger: ReactNode
  emphasis?: 'plain' | 'quiet'
  align?: 'start' | 'end'
  /** For a few controls, or for sentences. */
  size?: 'controls' | 'text'
  children: ReactNode
}

const popup = loadable<PopoverProps>(() =>
  import('./popover-popup').then((module) => module.PopoverPopup),
)

/** A button that opens a small panel of controls beside itself. */
export function Popover(props: PopoverProps) {
  return (
    <OnDemand
      popup={popup}
      props={props}
      button={(approach) => (
        <button
          type="button"
          aria-haspopup="dialog"
          aria-expanded={false}
          className={buttonLook(props.emphasis)}
          {...approach}
        >
          {props.trigger}
        </button>
      )}
    />
  )
}
