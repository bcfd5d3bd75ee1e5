'use client'
import { Layers, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CheckRow } from '@/components/ui/check-row'
import { Popover } from '@/components/ui/popover'
import { Skeleton } from '@/components/ui/skeleton'
import { isNamespaceName } from '@/lib/search-params/values'
import { useNamespaceChoices } from './namespace-choices'

export function chosenWords(chosen: readonly string[]): { first: string; rest: string } {
  const [first = 'all', ...others] = chosen
  return { first, rest: others.length > 0 ? `and ${others.length} more` : '' }
}

/** None chosen means all. */
export function NamespacesPicker({
  chosen,
  window,
  onChange,
}: {
  chosen: readonly string[]
  /** Seconds. */
  window: number
  onChange: (namespaces: string[]) => void
}) {
  const { first, rest } = chosenWords(chosen)
  return (
    <Popover
      label="Namespaces"
      trigger={
        <>
          <Layers aria-hidden className="text-muted max-sm:hidden" />
          <span className="text-muted max-sm:sr-only">Namespaces</span>
          <span className="max-w-40 truncate font-semibold">{first}</span>
          {rest && <span className="text-muted">{rest}</span>}
        </>
      }
    >
      <NamespaceList chosen={chosen} window={window} onChange={onChange} />
    </Popover>
  )
}

function NamespaceList({
  chosen,
  window,
  onChange,
}: {
  chosen: readonly string[]
  window: number
  onChange: (namespaces: string[]) => void
}) {
  const [text, setText] = useState('')
  const { names, isPending, error } = useNamespaceChoices(window, chosen)
  const found = names.filter((name) => name.includes(text))
  const toggle = (name: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, name].sort() : chosen.filter((one) => one !== name))
  return (
    <>
      <input
        type="search"
        aria-label="Find a namespace"
        placeholder="Find a namespace"
        value={text}
        onChange={(event) => setText(event.target.value.trim().toLowerCase())}
        className="mb-1 h-8 w-full rounded-small border border-line bg-canvas px-2 placeholder:text-muted"
      />
      <div className="max-h-72 overflow-y-auto">
        {text === '' && (
          <CheckRow checked={chosen.length === 0} onChange={() => onChange([])}>
            All namespaces
          </CheckRow>
        )}
        {found.map((name) => (
          <CheckRow
            key={name}
            checked={chosen.includes(name)}
            onChange={(isChosen) => toggle(name, isChosen)}
          >
            <span title={name}>{name}</span>
          </CheckRow>
        ))}
        {isPending && <Skeleton className="mx-2 my-2 h-4 w-40" />}
        {isNamespaceName(text) && !names.includes(text) && (
          <Button emphasis="quiet" onClick={() => toggle(text, true)}>
            <Plus aria-hidden />
            <span className="max-w-48 truncate">Add {text}</span>
          </Button>
        )}
        {error && (
          <p className="px-2 py-1 text-small text-muted">{error.problem.title}: type a name.</p>
        )}
      </div>
    </>
  )
}
