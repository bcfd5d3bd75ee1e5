import 'server-only'

/**
 * Browsers take 4 kB for a cookie; but all cookies are one line of a request, of which nginx takes
 * 8 kB. Three of these leave room for the cookies of others.
 */
const chunkLength = 2500
const mostChunks = 3

/** `__Host-`: no other host of the domain, and no page without TLS, can set it. It needs `Secure`. */
const prefixOf = (isSecure: boolean) => (isSecure ? '__Host-' : '')

export type Cookie = { name: string; isSecure: boolean }

const nameOf = ({ name, isSecure }: Cookie, chunk: number) =>
  `${prefixOf(isSecure)}binnacle-${name}.${chunk}`

/** Not one of our texts holds a character that a cookie cannot. */
const lineOf = (name: string, value: string, seconds: number, isSecure: boolean) =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`

/**
 * The `Set-Cookie` headers of a text, which also take away what is left of a longer one; `null` where
 * it is too long for them.
 */
export function cookieLines(cookie: Cookie, text: string, seconds: number): string[] | null {
  if (text.length > mostChunks * chunkLength) return null
  return Array.from({ length: mostChunks }, (_, chunk) => {
    const value = text.slice(chunk * chunkLength, (chunk + 1) * chunkLength)
    const left = value === '' ? 0 : Math.max(0, Math.floor(seconds))
    return lineOf(nameOf(cookie, chunk), value, left, cookie.isSecure)
  })
}

export const forgetCookieLines = (cookie: Cookie): string[] =>
  Array.from({ length: mostChunks }, (_, chunk) =>
    lineOf(nameOf(cookie, chunk), '', 0, cookie.isSecure),
  )

type Pair = { name: string; value: string }

const pairsOf = (headers: Headers): Pair[] =>
  (headers.get('cookie') ?? '').split(';').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=')
    return name.trim() === '' ? [] : [{ name: name.trim(), value: value.join('=').trim() }]
  })

/** What a request brings along; `null` where it brings nothing. */
export function readCookie(headers: Headers, cookie: Cookie): string | null {
  const pairs = new Map(pairsOf(headers).map(({ name, value }) => [name, value]))
  let text = ''
  for (let chunk = 0; chunk < mostChunks; chunk += 1) {
    const value = pairs.get(nameOf(cookie, chunk))
    if (!value) break
    text += value
  }
  return text === '' ? null : text
}

/** The request's own `Cookie` header with this one replaced: what is read after it reads the new one. */
export function withCookie(headers: Headers, cookie: Cookie, lines: readonly string[]): string {
  const ours = Array.from({ length: mostChunks }, (_, chunk) => nameOf(cookie, chunk))
  const others = pairsOf(headers).filter(({ name }) => !ours.includes(name))
  const mine = lines.flatMap((line) => {
    const [pair = ''] = line.split(';')
    return pair.endsWith('=') ? [] : [pair]
  })
  return [...others.map(({ name, value }) => `${name}=${value}`), ...mine].join('; ')
}
