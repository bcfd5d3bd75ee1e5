'use client'
import { useLiveUpdates } from '@/lib/queries/live/use-live-updates'

/** Draws nothing. */
export function LiveUpdates() {
  useLiveUpdates()
  return null
}
