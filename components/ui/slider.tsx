'use client'
import { Slider as Parts } from '@base-ui/react/slider'
import type { KeyboardEvent, ReactNode } from 'react'
import { valueAfterKey } from './slider-keys'

/** Alt and an arrow is the browser's Back: the slider must not hear it. */
const leaveShortcuts = (event: KeyboardEvent) => {
  if (event.altKey || event.ctrlKey || event.metaKey) event.stopPropagation()
}

/**
 * A whole number from 0 to `max`. The pointer moves it by ones, the arrows by `step`, Page up and
 * down by ten steps, Home and End to its ends.
 */
export function Slider({
  label,
  value,
  max,
  step = 1,
  valueText,
  disabled = false,
  onChange,
  children,
}: {
  label: string
  value: number
  /** At least 1. */
  max: number
  step?: number
  /** What is spoken in place of the bare number. */
  valueText?: string
  disabled?: boolean
  onChange: (value: number) => void
  /** Marks along the track: placed by the caller, in per cent of its width. */
  children?: ReactNode
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    const next = valueAfterKey(event.key, { value, max, step })
    if (next === null) return
    // The library would first round to a multiple of the step.
    event.preventDefault()
    if (next !== value) onChange(next)
  }
  return (
    <Parts.Root
      value={value}
      min={0}
      max={max}
      step={1}
      disabled={disabled}
      onValueChange={onChange}
    >
      <Parts.Control
        onKeyDownCapture={leaveShortcuts}
        className="group relative flex h-8 w-full touch-none items-center select-none not-data-disabled:cursor-pointer pointer-coarse:h-10"
      >
        <Parts.Track className="h-1 w-full rounded-full bg-line">
          <Parts.Indicator className="rounded-full bg-accent group-data-disabled:bg-line-strong" />
          {children}
          <Parts.Thumb
            aria-label={label}
            aria-valuetext={valueText}
            onKeyDown={onKeyDown}
            className="size-4 rounded-full border-2 border-accent bg-surface outline-accent group-data-disabled:border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-offset-2 pointer-coarse:size-6"
          />
        </Parts.Track>
      </Parts.Control>
    </Parts.Root>
  )
}
