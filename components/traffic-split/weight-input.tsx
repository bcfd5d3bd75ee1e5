'use client'
import { type KeyboardEvent, useState } from 'react'

/** A whole number from 0 to `max`, taken over on Enter or when the field is left; Escape gives up. */
export function WeightInput({
  label,
  value,
  max,
  disabled,
  onChange,
}: {
  label: string
  value: number
  max: number
  disabled: boolean
  onChange: (value: number) => void
}) {
  // While it is typed into, the text is the person's; otherwise it is the weight.
  const [text, setText] = useState<string | null>(null)
  const typed = text === null ? value : wholeNumber(text, max)
  const take = () => {
    if (typed !== null && typed !== value) onChange(typed)
    setText(null)
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Enter' && typed !== null) take()
    if (key === 'Escape') setText(null)
  }
  return (
    <input
      type="text"
      inputMode="numeric"
      aria-label={label}
      aria-invalid={typed === null}
      title={typed === null ? `A whole number from 0 to ${max}` : undefined}
      value={text ?? String(value)}
      disabled={disabled}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={onKeyDown}
      className="h-8 w-16 rounded-panel border border-line bg-canvas px-2 text-right font-semibold disabled:opacity-60 aria-invalid:border-failing pointer-coarse:h-10"
    />
  )
}

function wholeNumber(text: string, max: number): number | null {
  if (!/^\s*\d+\s*$/.test(text)) return null
  const number = Number(text)
  return number <= max ? number : null
}
