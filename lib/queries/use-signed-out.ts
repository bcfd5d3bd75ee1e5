'use client'
import { type QueryCacheNotifyEvent, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isSignedOut } from './fetch-json'

type Heard = Pick<QueryCacheNotifyEvent, 'type'> & { action?: { type: string; error?: unknown } }

/** Whether the last answer was that nobody is signed in any more, whoever asked. */
export function useSignedOut(): boolean {
  const client = useQueryClient()
  const [isOut, setOut] = useState(false)

  useEffect(() => {
    const hear = ({ type, action }: Heard) => {
      if (type !== 'updated' || action === undefined) return
      // Told at the first attempt, not when a query gives up.
      if (isSignedOut(action.error)) setOut(true)
      else if (action.type === 'success') setOut(false)
    }
    const ends = [
      client.getQueryCache().subscribe((event) => hear(event as Heard)),
      client.getMutationCache().subscribe((event) => hear(event as Heard)),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [client])

  useEffect(() => {
    // Whoever comes back to this tab may have signed in in another one.
    const ask = () => void client.invalidateQueries()
    if (isOut) window.addEventListener('focus', ask)
    return () => window.removeEventListener('focus', ask)
  }, [client, isOut])

  return isOut
}
