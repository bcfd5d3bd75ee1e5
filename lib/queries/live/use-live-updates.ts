'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { applyEvent } from './apply-event'
import { followStream, type LiveEvent, type Surroundings } from './follow-stream'
import { shareBetweenTabs } from './share-between-tabs'

const channel = 'binnacle-live'

const surroundings: Surroundings = {
  fetch: (...request) => fetch(...request),
  pause: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    }),
  random: Math.random,
}

/** Of an insecure origin a browser gives no locks: then every question polls by itself. */
const isSupported = () => 'locks' in navigator && 'BroadcastChannel' in window

/**
 * Keeps what is on screen up to date, for as long as this tab is looked at. Without it, and while
 * the stream is down, questions poll (`refreshEvery`).
 */
export function useLiveUpdates(): void {
  const client = useQueryClient()
  useEffect(() => {
    let part: AbortController | undefined
    let isFirst = true
    const onMessage = (event: LiveEvent) => {
      void applyEvent(client, event, isFirst)
      isFirst = false
    }
    const follow = () => {
      part?.abort()
      part = undefined
      if (document.visibilityState === 'hidden' || !isSupported()) return
      part = new AbortController()
      shareBetweenTabs<LiveEvent>({
        name: channel,
        signal: part.signal,
        lead: (signal, tell) => followStream(signal, tell, surroundings),
        onMessage,
      }).catch((cause: unknown) => console.error('Changes are not followed', cause))
    }
    const onVisibilityChange = () => {
      follow()
      // While nobody looked, nothing was heard.
      if (part) onMessage({ event: 'opened' })
    }
    follow()
    document.addEventListener('visibilitychange', onVisibilityChange)
    return () => {
      document.removeEventListener('visibilitychange', onVisibilityChange)
      part?.abort()
    }
  }, [client])
}
