'use client'
import { Clock, RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { ChoiceMenu } from '@/components/ui/choice-menu'
import { formatWindow } from '@/lib/format/duration'
import { refreshChoices, type Scope, windowChoices } from '@/lib/search-params/scope'
import { DataAge } from './data-age'
import { MomentPicker } from './moment-picker'
import { NamespacesPicker } from './namespaces-picker'
import { ThemeMenu } from './theme-menu'

const allWindows = windowChoices.map((value) => ({ value, label: `Last ${formatWindow(value)}` }))

/** A link may carry any window: then it is one more choice. */
const windowsWith = (window: number, longest: number) => {
  const offered = allWindows.filter(({ value }) => value <= longest)
  return offered.some(({ value }) => value === window)
    ? offered
    : [{ value: window, label: `Last ${formatWindow(window)}` }, ...offered]
}

const refreshWords = (seconds: number) => (seconds === 0 ? 'Off' : formatWindow(seconds))
const refreshes = refreshChoices.map((value) => ({ value, label: refreshWords(value) }))

export function TopBar({
  scope,
  observedAt,
  windows,
  hasNamespaces = true,
  onChange,
  children,
}: {
  scope: Scope
  /** Epoch ms of the newest sample on screen. */
  observedAt: number | null
  /** The longest window that may be asked for, in seconds, and why none longer. */
  windows?: { longest: number; reason: string | null } | undefined
  /** Whether other namespaces would show anything else: not on the screen of one object. */
  hasNamespaces?: boolean
  onChange: (change: Partial<Scope>) => void
  /** What can be asked about the data of this screen. */
  children?: ReactNode
}) {
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-surface px-2 py-1.5 max-sm:gap-1">
      {hasNamespaces && (
        <NamespacesPicker
          chosen={scope.namespaces}
          window={scope.window}
          onChange={(namespaces) => onChange({ namespaces })}
        />
      )}
      <ChoiceMenu
        label="Window"
        trigger={
          <>
            <Clock aria-hidden className="text-muted max-sm:hidden" />
            <span>
              <span className="max-sm:sr-only">Last </span>
              {formatWindow(scope.window)}
            </span>
          </>
        }
        choices={windowsWith(scope.window, windows?.longest ?? Number.POSITIVE_INFINITY)}
        note={windows?.reason ?? null}
        value={scope.window}
        onChange={(window) => onChange({ window })}
      />
      <MomentPicker at={scope.at} onChange={(at) => onChange({ at })} />
      <ChoiceMenu
        label="Refresh"
        trigger={
          <>
            <RefreshCw aria-hidden className="text-muted max-sm:hidden" />
            {refreshWords(scope.refresh)}
          </>
        }
        choices={refreshes}
        value={scope.refresh}
        onChange={(refresh) => onChange({ refresh })}
      />
      <DataAge observedAt={observedAt} refresh={scope.refresh} moment={scope.at} />
      {children}
      <div className="ml-auto">
        <ThemeMenu />
      </div>
    </header>
  )
}
