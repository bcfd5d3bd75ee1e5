'use client'
import { useSyncExternalStore } from 'react'

/** One clock for all that tick: it runs only while somebody reads it. */
const readers = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined
let now = 0

function tick() {
  now = Date.now()
  for (const read of readers) read()
}

function subscribe(read: () => void) {
  readers.add(read)
  if (readers.size === 1) {
    ticking = setInterval(tick, 1000)
    queueMicrotask(tick)
  }
  return () => {
    readers.delete(read)
    if (readers.size === 0) clearInterval(ticking)
  }
}

/** Epoch ms, renewed each second; `null` until the browser has drawn once, as a server's clock is another. */
export const useNow = (): number | null =>
  useSyncExternalStore<number | null>(
    subscribe,
    () => now || null,
    () => null,
  )
