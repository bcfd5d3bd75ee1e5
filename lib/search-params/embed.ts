import { scopeDefaults } from './scope'
import { isNamespaceName, namespacesOf, oneOf, wholeNumberOf, windowOf } from './values'

/** What the address of a panel in a portal may say. */
export type EmbedSearch = {
  namespaces: string[]
  /** `namespace/kind/name` as written, or a namespace alone. */
  focus: string[]
  hops: number
  /** Seconds; `null` leaves it to the token. */
  window: number | null
  theme: 'light' | 'dark' | null
}

const longestFocus = 400

export const parseEmbedSearch = (params: URLSearchParams): EmbedSearch => ({
  namespaces: namespacesOf(params.get('namespaces')),
  focus: focusOf((params.get('focus') ?? '').slice(0, longestFocus)),
  hops: wholeNumberOf(params.get('hops'), 1, 6) ?? 1,
  window: windowOf(params.get('window')),
  theme: oneOf(params.get('theme'), ['light', 'dark']),
})

function focusOf(text: string): string[] {
  const parts = text.split('/')
  const isWhole = parts.length === 1 || parts.length === 3
  return isWhole && isNamespaceName(parts[0] ?? '') && parts.every(Boolean) ? parts : []
}

/** An object by its three names; `null` where fewer were given. */
export function focusedObject({ focus: [namespace, kind, name] }: EmbedSearch) {
  return namespace && kind && name ? { namespace, kind, name } : null
}

/** The token has the last word: it may be for a shorter window than the page asks for. */
export function embedWindow({ window }: EmbedSearch, longest: number | null): number {
  const asked = window ?? longest ?? scopeDefaults.window
  return longest === null ? asked : Math.min(asked, longest)
}
