'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { Scope } from '@/lib/search-params/scope'
import { CandidateRow } from './candidate-row'
import { type Candidate, itemKey, type ListItem } from './list-items'
import { LinesHead } from './route-lines'
import { listColumns, SplitRow } from './split-row'

/** A row with two versions; the real height is measured when it is drawn. */
const likelyHeight = 89
const overscan = 6

/** Only what is in sight is drawn: a mesh may have thousands of routes. */
export function SplitsList({
  items,
  scope,
  onCreate,
}: {
  items: readonly ListItem[]
  scope: Scope
  onCreate: (candidate: Candidate) => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => likelyHeight,
    getItemKey: (index) => {
      const item = items[index]
      return item ? itemKey(item) : index
    },
    overscan,
    // The server draws the first rows; the browser measures the rest.
    initialRect: { width: 1200, height: 800 },
  })
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <div
        aria-hidden
        className={`${listColumns} border-b border-line px-4 py-1.5 text-small text-muted @max-3xl:hidden`}
      >
        <span>Route</span>
        <LinesHead />
        <span>To look at</span>
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <ul aria-label="Splits" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const item = items[index]
            return (
              item && (
                <li
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  aria-setsize={items.length}
                  aria-posinset={index + 1}
                  className="absolute inset-x-0 border-b border-line bg-surface"
                  style={{ top: start }}
                >
                  {item.kind === 'split' ? (
                    <SplitRow split={item.split} attention={item.attention} scope={scope} />
                  ) : (
                    <CandidateRow candidate={item.candidate} onCreate={onCreate} />
                  )}
                </li>
              )
            )
          })}
        </ul>
      </div>
    </div>
  )
}
