'use client'
import { useEffect, useEffectEvent } from 'react'

const isInPopup = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null

/** Hears Escape wherever the focus is, also when nothing has it. A popup's Escape is the popup's own. */
export function useEscape(onEscape: () => void) {
  const leave = useEffectEvent(onEscape)
  useEffect(() => {
    const onKeyDown = ({ key, target }: KeyboardEvent) => {
      if (key === 'Escape' && !isInPopup(target)) leave()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
