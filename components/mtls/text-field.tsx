import { useId } from 'react'

export type TextFieldProps = {
  name: string
  label: string
  placeholder: string
  hint?: string
  /** As it stands when the form opens; what is typed lives in the field. */
  value: string
}

export function TextField({
  name,
  label,
  placeholder,
  hint,
  value,
  list,
  onInput,
}: TextFieldProps & { list?: string; onInput?: (text: string) => void }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-small font-medium text-muted">
        {label}
      </label>
      <input
        id={id}
        name={name}
        defaultValue={value}
        placeholder={placeholder}
        list={list}
        onInput={(event) => onInput?.(event.currentTarget.value)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autoComplete="off"
        spellCheck={false}
        className="h-8 rounded-small border border-line bg-canvas px-2 placeholder:text-muted pointer-coarse:h-10"
      />
      {hint && (
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      )}
    </div>
  )
}
