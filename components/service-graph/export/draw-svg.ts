import { formatWindow } from '@/lib/format/duration'
import { formatDayAndClock } from '@/lib/format/moment'
import type { GraphScreenSearch } from '@/lib/search-params/graph'
import type { Drawn } from '../canvas'
import { readPalette } from '../palette'
import { viewWords } from '../views'
import { toSvg } from './to-svg'

/** What is drawn now, as a file in the colours of the reader's theme. */
export function drawSvg(
  drawn: Drawn | null,
  search: GraphScreenSearch,
  observedAt: number,
): string {
  if (!drawn) throw new Error('Nothing is drawn yet')
  return toSvg({ ...drawn, palette: readPalette(document.body), caption: caption() })

  function caption(): string {
    const places = search.namespaces.length > 0 ? search.namespaces.join(', ') : 'all namespaces'
    const time = `${formatWindow(search.window)} until ${formatDayAndClock(observedAt)}`
    return `${viewWords[search.view]} of ${places} · ${time} · Binnacle`
  }
}
