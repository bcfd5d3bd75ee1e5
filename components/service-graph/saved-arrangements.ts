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
type Shelves = Pick<Storage, 'getItem' | 'setItem'>

/** In a page of somebody else's a browser may keep its storage closed: nothing is remembered then. */
export function openStorage(): Shelves {
  try {
    return localStorage
  } catch {
    return { getItem: () => null, setItem: () => undefined }
  }
}

function readShelf(storage: Shelves): Shelf {
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

function writeShelf(storage: Shelves, shelf: Shelf): void {
  try {
    storage.setItem(storageKey, asText(shelf.slice(-mostKept)))
  } catch (error) {
    // The browser's storage is full or closed: the picture stays as it is until the page is left.
    console.warn('Positions cannot be kept in this browser', error)
  }
}

/** How the reader arranged this picture; `null` where that is the layout's affair. */
export function savedArrangement(storage: Shelves, key: string): Arrangement | null {
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

export function saveArrangement(storage: Shelves, key: string, arrangement: Arrangement): void {
  const { direction, positions, routes, slots } = arrangement
  const saved = { direction, positions: [...positions], routes: [...routes], slots: [...slots] }
  writeShelf(storage, [...readShelf(storage).filter(([one]) => one !== key), [key, saved]])
}

export const forgetArrangement = (storage: Shelves, key: string): void =>
  writeShelf(
    storage,
    readShelf(storage).filter(([one]) => one !== key),
  )
