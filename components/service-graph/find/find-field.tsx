'use client'
import { Search } from 'lucide-react'
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import { Button } from '@/components/ui/button'
import { floatingPanel } from '@/components/ui/floating-panel'
import { type Completion, completionsOf } from '@/lib/domain/find/complete'
import { parseFind } from '@/lib/domain/find/parse'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { FindHelp } from './find-help'

/** An input with a list of what could come next, by the pattern for comboboxes. */
export function FindField({
  value,
  graph,
  look,
  ref,
  onFind,
  onHide,
  onLeave,
}: {
  value: string
  graph: ServiceGraph
  look: string
  ref: Ref<HTMLInputElement>
  onFind: (text: string) => void
  onHide: (text: string) => void
  onLeave: () => void
}) {
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  useImperativeHandle(ref, () => input.current as HTMLInputElement)
  const [text, setText] = useState(value)
  const [caret, setCaret] = useState(value.length)
  const [chosen, setChosen] = useState(-1)
  // It was asked for by the press that loaded it.
  useEffect(() => input.current?.focus(), [])
  const offers = completionsOf(text, caret, graph)
  const reading = parseFind(text)

  const write = (next: string, at: number) => {
    setText(next)
    setCaret(at)
    setChosen(-1)
  }
  const take = (offer: Completion) => {
    const isWhole = !/[:>]$/.test(offer.text)
    const [space, rest] = isWhole
      ? [' ', text.slice(offer.to).trimStart()]
      : ['', text.slice(offer.to)]
    const next = text.slice(0, offer.from) + offer.text + space + rest
    const at = offer.from + offer.text.length + space.length
    // At once: what is typed before the next frame would be written on the wrong side of the caret.
    flushSync(() => write(next, at))
    input.current?.setSelectionRange(at, at)
  }
  const ask = (how: (text: string) => void) => {
    if (reading.kind === 'refused') return
    how(text.trim())
    onLeave()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const offer = offers[chosen]
    if (step !== undefined && offers.length > 0)
      setChosen((chosen + step + offers.length + (chosen < 0 && step < 0 ? 1 : 0)) % offers.length)
    else if (event.key === 'Enter' && offer) take(offer)
    else if (event.key === 'Enter') ask(onFind)
    else if (event.key === 'Escape') onLeave()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <search
      className="relative"
      onBlur={({ currentTarget, relatedTarget }) =>
        currentTarget.contains(relatedTarget) || onLeave()
      }
    >
      <span className={look}>
        <Search aria-hidden className="size-4 shrink-0" />
        <input
          ref={input}
          role="combobox"
          aria-label="Find in the graph"
          aria-expanded={offers.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `${list}-${chosen}` : undefined}
          aria-invalid={reading.kind === 'refused'}
          spellCheck={false}
          autoComplete="off"
          placeholder="reviews, error>1%, !idle"
          value={text}
          onChange={({ target }) =>
            write(target.value, target.selectionStart ?? target.value.length)
          }
          onSelect={({ currentTarget }) => {
            const at = currentTarget.selectionStart ?? caret
            if (at !== caret) write(text, at)
          }}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-text outline-none placeholder:text-muted"
        />
      </span>
      <div
        className={`${floatingPanel} absolute top-full right-0 z-40 mt-1.5 w-96 p-1 text-small max-sm:fixed max-sm:inset-x-2 max-sm:top-auto max-sm:w-auto`}
      >
        <Offers id={list} offers={offers} chosen={chosen} onTake={take} />
        {reading.kind === 'refused' && (
          <p role="status" className="px-2 py-1 text-degraded">
            {reading.why}.
          </p>
        )}
        <div className="flex gap-1 border-t border-line p-1">
          <Button
            emphasis="primary"
            disabled={reading.kind === 'refused'}
            onClick={() => ask(onFind)}
          >
            Find
          </Button>
          <Button
            disabled={reading.kind === 'refused' || text.trim() === ''}
            onClick={() => ask(onHide)}
          >
            Hide what matches
          </Button>
        </div>
        <FindHelp />
      </div>
    </search>
  )
}

function Offers({
  id,
  offers,
  chosen,
  onTake,
}: {
  id: string
  offers: readonly Completion[]
  chosen: number
  onTake: (offer: Completion) => void
}) {
  return (
    <div role="listbox" id={id} aria-label="Completions">
      {offers.map((offer, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={offer.text}
          role="option"
          id={`${id}-${index}`}
          aria-selected={index === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(offer)}
          className="flex h-7 pointer-coarse:h-10 cursor-pointer items-center gap-2 rounded-small px-2 hover:bg-hover aria-selected:bg-accent-tint"
        >
          <code className="font-semibold">{offer.text}</code>
          <span className="min-w-0 flex-1 truncate text-right text-muted">{offer.help}</span>
        </div>
      ))}
    </div>
  )
}
