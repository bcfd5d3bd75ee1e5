'use client'
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'

export type Approach = { onClick: () => void; onPointerEnter: () => void; onFocus: () => void }

/**
 * A button whose popup is code of its own, loaded when the button is approached for the first time.
 * Placing and focusing a popup well takes 40 kB, which nobody should wait for who only looks.
 */
export function OnDemand<Props extends object>({
  popup: { Component, preload },
  props,
  button,
}: {
  popup: Loadable<Props>
  /** For the popup; it brings its own button, which looks the same. */
  props: Props
  /** What stands there until the popup is wanted. */
  button: (approach: Approach) => ReactNode
}) {
  const [isWanted, setWanted] = useState(false)
  const closed = button({
    onClick: () => setWanted(true),
    onPointerEnter: preload,
    onFocus: preload,
  })
  return isWanted ? (
    <Suspense fallback={closed}>
      <Component {...props} />
    </Suspense>
  ) : (
    closed
  )
}

export type Loadable<Props extends object> = {
  Component: ComponentType<Props>
  preload: () => void
}

export const loadable = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): Loadable<Props> => ({
  Component: lazy(() => load().then((component) => ({ default: component }))),
  preload: () => void load(),
})
