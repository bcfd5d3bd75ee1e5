'use client'
import { Clock, RefreshCw } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { ChoiceMenu } from '@/components/ui/choice-menu'
import { formatWindow } from '@/lib/format/duration'
import { refreshChoices, type Scope, windowChoices } from '@/lib/search-params/scope'
import { DataAge } from './data-age'
import { NamespacesPicker } from './namespaces-picker'
import { ThemeMenu } from './theme-menu'

const windows = windowChoices.map((value) => ({ value, label: `Last ${formatWindow(value)}` }))

/** A link may carry any window: then it is one more choice. */
const windowsWith = (window: number) =>
  windows.some(({ value }) => value === window)
    ? windows
    : [{ value: window, label: `Last ${formatWindow(window)}` }, ...windows]

const refreshWords = (seconds: number) => (seconds === 0 ? 'Off' : formatWindow(seconds))
const refreshes = refreshChoices.map((value) => ({ value, label: refreshWords(value) }))

export function TopBar({
  scope,
  observedAt,
  onChange,
}: {
  scope: Scope
  /** Epoch ms of the newest sample on screen. */
  observedAt: number | null
  onChange: (change: Partial<Scope>) => void
}) {
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-surface px-2 py-1.5 max-sm:gap-1.5">
      <NamespacesPicker
        chosen={scope.namespaces}
        window={scope.window}
        onChange={(namespaces) => onChange({ namespaces })}
      />
      <ChoiceMenu
        label="Window"
        trigger={
          <>
            <Clock aria-hidden className="text-muted" />
            <span>
              <span className="max-sm:sr-only">Last </span>
              {formatWindow(scope.window)}
            </span>
          </>
        }
        choices={windowsWith(scope.window)}
        value={scope.window}
        onChange={(window) => onChange({ window })}
      />
      <ChoiceMenu
        label="Refresh"
        trigger={
          <>
            <RefreshCw aria-hidden className="text-muted" />
            {refreshWords(scope.refresh)}
          </>
        }
        choices={refreshes}
        value={scope.refresh}
        onChange={(refresh) => onChange({ refresh })}
      />
      <DataAge observedAt={observedAt} refresh={scope.refresh} moment={scope.at} />
      {scope.at !== null && <Button onClick={() => onChange({ at: null })}>Back to now</Button>}
      <div className="ml-auto">
        <ThemeMenu />
      </div>
    </header>
  )
}
