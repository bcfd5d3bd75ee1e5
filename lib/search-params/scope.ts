import type { ExplainSearch } from '../api/explain'
import { momentOf, namespacesOf, windowOf, windowText } from './values'

/** Seconds. */
export const windowChoices = [60, 300, 900, 3600, 21_600, 86_400, 604_800] as const
/** Seconds between two questions; 0 is off. */
export const refreshChoices = [0, 5, 15, 60] as const

/** What every screen's link can carry: where one looks, over which time, and how often. */
export type Scope = {
  namespaces: string[]
  /** Seconds. */
  window: number
  /** Epoch ms; `null` is now. */
  at: number | null
  /** Seconds; 0 is off. */
  refresh: number
}

export const scopeDefaults: Scope = { namespaces: [], window: 300, at: null, refresh: 15 }

function refreshOf(text: string | null): number | null {
  const seconds = text === null || text === '' ? Number.NaN : Number(text)
  return refreshChoices.find((choice) => choice === seconds) ?? null
}

export const parseScope = (params: URLSearchParams): Scope => ({
  namespaces: namespacesOf(params.get('namespaces')),
  window: windowOf(params.get('window')) ?? scopeDefaults.window,
  at: momentOf(params.get('at')),
  refresh: refreshOf(params.get('refresh')) ?? scopeDefaults.refresh,
})

export const writtenScope = ({ namespaces, window, at, refresh }: Scope) => ({
  namespaces: namespaces.join(','),
  window: windowText(window),
  at: at === null ? '' : String(at),
  refresh: String(refresh),
})

/** Why the graph of this scope shows what it shows. */
export const toExplainQuestion = ({ namespaces, window, at }: Scope): ExplainSearch => ({
  namespaces,
  window,
  ...(at === null ? {} : { at }),
})

/** Without what is the default, so that links stay short. */
export const withoutDefaults = (
  written: Record<string, string>,
  defaults: Record<string, string>,
): URLSearchParams =>
  new URLSearchParams(Object.entries(written).filter(([name, value]) => value !== defaults[name]))
