'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import {
  type EmbedClaims,
  holdEmbedToken,
  readEmbedClaims,
  renewIn,
} from '@/lib/queries/embed-token'

declare global {
  /** Taken out of the address by the first script of the document (app/layout.tsx). */
  var binnacleEmbedToken: string | undefined
}

export type EmbedState =
  | { kind: 'waiting' }
  /** The page around it is none of those that are configured. */
  | { kind: 'foreign' }
  | { kind: 'unreadable' }
  | { kind: 'held'; claims: EmbedClaims }

export type Tell = (message: { type: `binnacle:${string}` } & Record<string, unknown>) => void

/** Once so many milliseconds have gone by without an answer, the portal is asked for a token again. */
const askAgainMs = 15_000

/**
 * Speaks with the page around this one: takes its token and theme, and asks for the next token before
 * one ends. Only the parent is heard, and only where its origin is configured.
 */
export function useEmbedToken(
  origins: readonly string[],
  /** Of a panel that takes what it is given; asked for before there is anything to draw. */
  height: number | null,
): { state: EmbedState; tell: Tell } {
  const [state, setState] = useState<EmbedState>({ kind: 'waiting' })
  const parent = useRef<string | null>(null)
  const client = useQueryClient()

  const tell = useCallback<Tell>((message) => {
    if (parent.current !== null) window.parent.postMessage(message, parent.current)
  }, [])

  useEffect(() => {
    let taken: string | null = null
    let signedTheme: EmbedClaims['theme'] = null
    const take = (token: string) => {
      // A portal that has no other one yet: nothing would change.
      if (token === taken) return
      taken = token
      const claims = readEmbedClaims(token)
      if (claims === null) return setState({ kind: 'unreadable' })
      holdEmbedToken(token)
      signedTheme = claims.theme
      if (signedTheme !== null) document.documentElement.dataset.theme = signedTheme
      setState({ kind: 'held', claims })
      // What the old token was refused is asked again; what is on screen stays.
      void client.refetchQueries({ predicate: ({ state: { status } }) => status === 'error' })
    }
    const onMessage = ({ source, origin, data }: MessageEvent<unknown>) => {
      if (source !== window.parent || source === window) return
      if (!origins.includes(origin)) return setState({ kind: 'foreign' })
      if (parent.current === null) {
        parent.current = origin
        if (height !== null) tell({ type: 'binnacle:size', height })
      }
      const { type, token, theme } = Object(data)
      if (type === 'binnacle:token' && typeof token === 'string') take(token)
      // What is signed has the last word, as with the window.
      const isAsked = type === 'binnacle:theme' && (theme === 'light' || theme === 'dark')
      if (isAsked && signedTheme === null) document.documentElement.dataset.theme = theme
    }
    const given = globalThis.binnacleEmbedToken
    globalThis.binnacleEmbedToken = undefined
    if (given !== undefined) take(given)
    window.addEventListener('message', onMessage)
    // Holds nothing, so anybody may hear it.
    if (window.parent !== window) window.parent.postMessage({ type: 'binnacle:ready' }, '*')
    return () => window.removeEventListener('message', onMessage)
  }, [origins, client, height, tell])

  const claims = state.kind === 'held' ? state.claims : null
  useEffect(() => {
    if (claims === null) return
    let timer = setTimeout(ask, renewIn(claims, Date.now()))
    function ask() {
      tell({ type: 'binnacle:renew' })
      timer = setTimeout(ask, askAgainMs)
    }
    return () => clearTimeout(timer)
  }, [claims, tell])

  return { state, tell }
}
