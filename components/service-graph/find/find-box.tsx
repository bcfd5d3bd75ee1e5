'use client'
import { Search } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useShortcut } from '@/components/ui/use-shortcut'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'

const FindField = lazy(() =>
  import('./find-field').then((module) => ({ default: module.FindField })),
)

const look =
  'flex h-8 pointer-coarse:h-10 w-44 max-lg:w-36 items-center gap-2 rounded-panel border border-line bg-canvas px-2 text-muted'

/** A field to find things on screen by name or by what is known of them; `/` leads to it. */
export function FindBox(props: {
  value: string
  /** Whose names and values are offered. */
  graph: ServiceGraph
  onFind: (text: string) => void
  onHide: (text: string) => void
}) {
  const [isWanted, setWanted] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useShortcut('/', () => {
    setWanted(true)
    field.current?.focus()
  })
  const closed = (
    <button type="button" aria-keyshortcuts="/" onClick={() => setWanted(true)} className={look}>
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 truncate text-left">{props.value || 'Find'}</span>
      <kbd className="max-lg:hidden">/</kbd>
    </button>
  )
  // Reading the language and completing it is code of its own, for whoever looks for something.
  return isWanted ? (
    <Suspense fallback={closed}>
      <FindField {...props} ref={field} look={look} onLeave={() => setWanted(false)} />
    </Suspense>
  ) : (
    closed
  )
}
