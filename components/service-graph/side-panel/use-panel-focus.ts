'use client'
import { type FocusEvent, useEffect, useLayoutEffect, useRef } from 'react'

/**
 * What has the focus in the panel goes when another thing is told about: then its title has it. When
 * the panel closes, the focus returns to what opened it.
 */
export function usePanelFocus(selected: string) {
  const panel = useRef<HTMLDivElement>(null)
  const opener = useRef<Element | null>(null)
  const isInside = useRef(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: with each selection somebody else may have asked
  useEffect(() => {
    const { activeElement, body } = document
    if (activeElement !== body && !panel.current?.contains(activeElement))
      opener.current = activeElement
  }, [selected])
  useLayoutEffect(() => {
    if (isInside.current && document.activeElement === document.body)
      panel.current?.querySelector('h2')?.focus({ preventScroll: true })
  })
  useLayoutEffect(
    () => () => {
      if (isInside.current && opener.current instanceof HTMLElement)
        opener.current.focus({ preventScroll: true })
    },
    [],
  )
  return {
    ref: panel,
    onFocus: () => {
      isInside.current = true
    },
    onBlur: ({ relatedTarget, currentTarget }: FocusEvent) => {
      // Without one the focus may have been lost with what had it.
      if (relatedTarget && !currentTarget.contains(relatedTarget)) isInside.current = false
    },
    // Whoever presses beside all controls gives the focus up on purpose.
    onPointerDown: () => {
      isInside.current = false
    },
  }
}
