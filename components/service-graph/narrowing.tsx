'use client'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { ChoiceMenu } from '@/components/ui/choice-menu'
import type { GraphData } from '@/lib/api/graph'
import { formatRate } from '@/lib/format/rate'
import { type GraphScreenSearch, hopChoices } from '@/lib/search-params/graph'
import { openedWords, withoutOpened } from './opened'
import { identityWords } from './side-panel/identity-words'
import { counted } from './words'

const hops = hopChoices.map((value) => ({ value, label: counted(value, 'call') }))

/**
 * All that makes the picture show less or more than the mesh, each with the way back. Not drawn
 * where there is nothing of it.
 */
export function Narrowing({
  search,
  data,
  onChange,
}: {
  search: GraphScreenSearch
  /** The answer on screen; `null` before the first. */
  data: GraphData | null
  onChange: (change: Partial<GraphScreenSearch>) => void
}) {
  const { find, hide, focus, expand } = search
  const scrapers = data?.scrapers.callers ?? 0
  if (!find && !hide && focus === null && expand.length === 0 && scrapers === 0) return null
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-surface px-2 py-1.5 text-small">
      {focus !== null && (
        <Chip onClose={() => onChange({ focus: null })} close="Show everything again">
          Only <strong className="font-semibold">{identityWords(focus)}</strong> and what is
          <ChoiceMenu
            label="Distance"
            trigger={counted(search.hops, 'call')}
            choices={hops}
            value={search.hops}
            onChange={(distance) => onChange({ hops: distance })}
            quiet
          />
          away
        </Chip>
      )}
      {find !== '' && (
        <Chip onClose={() => onChange({ find: '' })} close="Find nothing">
          <span role="status">{data ? foundWords(data.found.length) : 'Looking for'}</span>{' '}
          <code className="max-w-60 truncate font-semibold">{find}</code>
          <Button emphasis="quiet" onClick={() => onChange({ find: '', hide: also(hide, find) })}>
            Hide these
          </Button>
        </Chip>
      )}
      {hide !== '' && (
        <Chip onClose={() => onChange({ hide: '' })} close="Hide nothing">
          Hidden: <code className="max-w-60 truncate font-semibold">{hide}</code>
        </Chip>
      )}
      {expand.map((token) => (
        <Chip
          key={token}
          onClose={() => onChange({ expand: withoutOpened(expand, token) })}
          close={`Close ${openedWords(token)}`}
        >
          Opened: <strong className="font-semibold">{openedWords(token)}</strong>
        </Chip>
      ))}
      {data && scrapers > 0 && (
        <span className="text-muted">
          {counted(scrapers, 'scraper')} left out, {formatRate(data.scrapers.requestsPerSecond)}
        </span>
      )}
    </div>
  )
}

const foundWords = (count: number) => (count === 0 ? 'Nothing is' : `${count} found:`)

const also = (hidden: string, more: string) => (hidden === '' ? more : `${hidden} or ${more}`)

function Chip({
  children,
  close,
  onClose,
}: {
  children: ReactNode
  close: string
  onClose: () => void
}) {
  return (
    <span className="inline-flex min-h-8 items-center gap-1 rounded-panel border border-line pl-2">
      {children}
      <button
        type="button"
        aria-label={close}
        title={close}
        onClick={onClose}
        className="grid size-8 place-items-center text-muted hover:text-text"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  )
}
