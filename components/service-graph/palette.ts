import type { EdgeTone } from './words'

const tokens = [
  'canvas',
  'surface',
  'text',
  'muted',
  'line',
  'line-strong',
  'hull',
  'healthy',
  'degraded',
  'failing',
  'unknown',
  'tcp',
  'accent',
] as const

/** Colours for what cannot read CSS variables: the canvas, and files. */
export type Palette = Record<(typeof tokens)[number] | EdgeTone, string>

/** Each token as the browser resolves it inside of `element`. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span')
  element.append(probe)
  const resolved = tokens.map((token) => {
    probe.style.color = `var(--color-${token})`
    return [token, getComputedStyle(probe).color]
  })
  probe.remove()
  // One entry for each of the tokens, which are the keys.
  return Object.fromEntries(resolved) as Palette
}
