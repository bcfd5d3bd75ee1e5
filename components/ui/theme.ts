'use client'
import { useSyncExternalStore } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const oneYear = 365 * 24 * 3600

/** The server draws the next page in the same theme, so the choice is a cookie. */
export function chooseTheme(theme: Theme) {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  const age = theme === 'system' ? 0 : oneYear
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `binnacle-theme=${theme}; path=/; max-age=${age}; samesite=lax`
}

const chosenTheme = (): Theme =>
  themes.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system'

const prefersDark = () => window.matchMedia('(prefers-color-scheme: dark)')

function subscribe(changed: () => void) {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const media = prefersDark()
  media.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    media.removeEventListener('change', changed)
  }
}

export const useTheme = (): Theme =>
  useSyncExternalStore(subscribe, chosenTheme, () => 'system' as const)

/** What is on screen, for what is drawn by hand and not by CSS. */
export const useIsDark = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => (chosenTheme() === 'system' ? prefersDark().matches : chosenTheme() === 'dark'),
    () => false,
  )
