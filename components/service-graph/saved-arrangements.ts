import type { Arrangement } from './arrangement'
import type { Point } from './geometry'

const storageKey = 'binnacle-graph-positions'
/** Pictures whose cards were moved by hand; the oldest is forgotten first. */
const mostKept = 12

type Saved = {
  direction: Arrangement['direction']
  positions: [string, Point][]
  routes: [string, readonly Point[]][]
  slots: [string, { x: number; y: number; width: number; height: number }][]
}
type Shelf = [key: string, saved: Saved][]

/** What another version, or another page of this origin, wrote under the name is no shelf of ours. */
function readShelf(storage: Storage): Shelf {
  try {
    const written: unknown = JSON.parse(storage.getItem(storageKey) ?? '[]')
    return Array.isArray(written) ? written.filter(isEntry) : []
  } catch (error) {
    console.warn('The positions kept in this browser cannot be read', error)
    return []
  }
}

function isEntry(entry: unknown): entry is Shelf[number] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false
  const saved: Partial<Saved> | null = entry[1]
  return (
    saved !== null &&
    (saved?.direction === 'RIGHT' || saved?.direction === 'DOWN') &&
    [saved.positions, saved.routes, saved.slots].every(Array.isArray)
  )
}

/** Whole pixels: a picture of 300 cards then takes some 30 kB. */
const asText = (shelf: Shelf) =>
  JSON.stringify(shelf, (_, value) => (typeof value === 'number' ? Math.round(value) : value))

function writeShelf(storage: Storage, shelf: Shelf): void {
  try {
    storage.setItem(storageKey, asText(shelf.slice(-mostKept)))
  } catch (error) {
    // The browser's storage is full or closed: the picture stays as it is until the page is left.
    console.warn('Positions cannot be kept in this browser', error)
  }
}

/** How the reader arranged this picture; `null` where that is the layout's affair. */
export function savedArrangement(storage: Storage, key: string): Arrangement | null {
  const saved = readShelf(storage).find(([one]) => one === key)?.[1]
  if (!saved) return null
  const { direction, positions, routes, slots } = saved
  return {
    direction,
    positions: new Map(positions),
    routes: new Map(routes),
    slots: new Map(slots),
  }
}

export function saveArrangement(storage: Storage, key: string, arrangement: Arrangement): void {
  const { direction, positions, routes, slots } = arrangement
  const saved = { direction, positions: [...positions], routes: [...routes], slots: [...slots] }
  writeShelf(storage, [...readShelf(storage).filter(([one]) => one !== key), [key, saved]])
}

export const forgetArrangement = (storage: Storage, key: string): void =>
  writeShelf(
    storage,
    readShelf(storage).filter(([one]) => one !== key),
  )
