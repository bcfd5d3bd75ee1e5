import type { GraphScreenSearch } from '@/lib/search-params/graph'

const slotMs = 5_000

/**
 * The moment that a link must carry to show the same: questions are evaluated at whole five seconds,
 * the first of which that knows the newest scrape is meant.
 */
export const evaluatedAt = (observedAt: number): number => Math.ceil(observedAt / slotMs) * slotMs

/** `graph-shop-2026-11-27T0601.png`: what it is of and from when. */
export function fileName(
  { namespaces, view }: Pick<GraphScreenSearch, 'namespaces' | 'view'>,
  observedAt: number,
  extension: string,
): string {
  const [first = 'all', ...others] = namespaces
  const place = others.length > 0 ? `${first}-and-${others.length}-more` : first
  const moment = new Date(observedAt).toISOString().slice(0, 16).replace(':', '')
  return `graph-${view}-${place}-${moment}Z.${extension}`
}
