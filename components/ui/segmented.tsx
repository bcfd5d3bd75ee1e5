import { useId } from 'react'
import type { Choice } from './choice-menu'

/** One of a few, all in sight. Native radios, so arrow keys and spoken names come with the browser. */
export function Segmented<T extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: readonly Choice<T>[]
  value: T
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset className="flex h-8 w-fit shrink-0 pointer-coarse:h-10 overflow-clip rounded-panel border border-line bg-surface">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative flex items-center border-line px-3 font-medium text-muted not-last:border-r max-sm:px-2 max-sm:text-small hover:bg-hover has-checked:bg-accent-tint has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
