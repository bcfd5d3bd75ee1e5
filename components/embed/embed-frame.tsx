'use client'
import { type ReactNode, useCallback, useEffect, useRef } from 'react'
import { Notice } from '@/components/ui/notice'
import type { EmbedClaims } from '@/lib/queries/embed-token'
import { type EmbedState, type Tell, useEmbedToken } from './use-embed-token'

const graphHeight = 480

export type EmbedTools = { claims: EmbedClaims; tell: Tell; onVerdict: (text: string) => void }

type Props = {
  /** Of the pages that may show a panel; none where nothing is configured. */
  origins: readonly string[]
  view: 'graph' | 'split' | 'mtls'
  theme: 'light' | 'dark' | null
  /** What lies outside of the token is said here, before anybody is asked. */
  namespacesOf: (claims: EmbedClaims) => readonly string[]
  children: (tools: EmbedTools) => ReactNode
}

/** Around one panel in the page of a portal: its token, its theme and its height. */
export function EmbedFrame({ origins, view, theme, namespacesOf, children }: Props) {
  const isGraph = view === 'graph'
  const { state, tell } = useEmbedToken(origins, isGraph ? graphHeight : null)
  const box = useRef<HTMLDivElement>(null)
  const onVerdict = useCallback((text: string) => tell({ type: 'binnacle:verdict', text }), [tell])
  const isHeld = state.kind === 'held'

  useEffect(() => {
    if (theme !== null) document.documentElement.dataset.theme ??= theme
  }, [theme])

  useEffect(() => {
    const element = box.current
    // The picture takes the room that it is given.
    if (element === null || !isHeld || isGraph) return
    const observer = new ResizeObserver(() =>
      tell({ type: 'binnacle:size', height: Math.ceil(element.getBoundingClientRect().height) }),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [isHeld, isGraph, tell])

  const words = origins.length === 0 ? notConfigured : wordsOf(state, view, namespacesOf)
  return (
    <div ref={box}>
      {words !== null || state.kind !== 'held' ? (
        <main className="grid min-h-40 place-items-center p-4">
          <Notice role="status" title={words?.title ?? ''}>
            <p>{words?.detail}</p>
          </Notice>
        </main>
      ) : (
        children({ claims: state.claims, tell, onVerdict })
      )}
    </div>
  )
}

type Words = { title: string; detail: string }

const notConfigured: Words = {
  title: 'This console shows no panels in other pages',
  detail: 'Whoever runs Binnacle has named no page that may show one (BINNACLE_EMBED_ORIGINS).',
}

const viewNames = { graph: 'the service graph', split: 'traffic splits', mtls: 'mutual TLS' }

/** Why there is no panel; `null` where there is one. */
function wordsOf(
  state: EmbedState,
  view: Props['view'],
  namespacesOf: Props['namespacesOf'],
): Words | null {
  switch (state.kind) {
    case 'waiting':
      return {
        title: 'Waiting for the portal',
        detail: 'The page around this panel has not said yet who is looking.',
      }
    case 'foreign':
      return {
        title: 'The page around this panel may not show it',
        detail: 'Its origin is none of those that whoever runs Binnacle has named.',
      }
    case 'unreadable':
      return {
        title: 'The token of this panel cannot be read',
        detail: 'The page around this panel has to bring another one.',
      }
    case 'held':
      return outside(state.claims, view, namespacesOf(state.claims))
  }
}

function outside(
  claims: EmbedClaims,
  view: Props['view'],
  namespaces: readonly string[],
): Words | null {
  const detail = 'The page around this panel has to bring one that does.'
  if (!claims.views.includes(view))
    return { title: `The token of this panel does not open ${viewNames[view]}`, detail }
  const foreign = namespaces.find((name) => !claims.namespaces.includes(name))
  if (foreign === undefined) return null
  return { title: `The token of this panel does not open the namespace ${foreign}`, detail }
}
