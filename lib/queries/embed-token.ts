/** What a panel says about itself by its token; whether it is true, the server finds out. */
export type EmbedClaims = {
  /** Epoch seconds. */
  exp: number
  namespaces: string[]
  views: string[]
  theme: 'light' | 'dark' | null
  /** Seconds. */
  window: number | null
}

/**
 * The token of a panel in a portal's page. In memory alone, and only ever set in a browser: no
 * storage, no cookie and no address holds it.
 */
let held: string | null = null

export const holdEmbedToken = (token: string | null): void => {
  held = token
}

/**
 * How every question is asked: by a panel with its token alone, as nobody who is signed in; by the
 * console's own screens as whoever the browser says.
 */
export const askedAs = (): { headers: Record<string, string>; credentials: RequestCredentials } =>
  held === null
    ? { headers: {}, credentials: 'same-origin' }
    : { headers: { authorization: `Binnacle-Embed ${held}` }, credentials: 'omit' }

/** One panel's own share of the time between two answers; all ask within one slot of the server. */
const widestOffsetMs = 3_000
let offset: number | null = null

/** So that thirty panels of one page do not ask at the same instant. */
export function embedOffsetMs(random = Math.random): number {
  if (held === null) return 0
  offset ??= Math.floor(random() * widestOffsetMs)
  return offset
}

/** `null` where it is no token at all. */
export function readEmbedClaims(token: string): EmbedClaims | null {
  const claims = payloadOf(token)
  if (typeof claims !== 'object' || claims === null) return null
  const { exp, namespaces, views, theme, window } = claims as Record<string, unknown>
  if (typeof exp !== 'number' || !isTexts(namespaces) || !isTexts(views)) return null
  return {
    exp,
    namespaces,
    views,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    window: typeof window === 'number' ? window : null,
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

function payloadOf(token: string): unknown {
  const [, payload = ''] = token.split('.')
  try {
    const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0))))
  } catch {
    return null
  }
}

const renewBeforeMs = 60_000
/** A portal that brings an old token again is not asked at once. */
const leastMs = 10_000

/** Milliseconds until the portal is asked for the next token. */
export const renewIn = ({ exp }: EmbedClaims, now: number): number =>
  Math.max(leastMs, exp * 1000 - now - renewBeforeMs)
