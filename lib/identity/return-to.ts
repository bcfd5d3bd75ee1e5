import 'server-only'

const home = '/'
/** Longer ones are no link of ours, and would not fit into a cookie beside the rest. */
const longest = 2000

/** The screen that somebody wanted before they had to sign in: a path of this console, or its home. */
export function localPath(wanted: string | null | undefined): string {
  if (!wanted || wanted.length > longest) return home
  // Browsers drop tabs and line ends, and read a backslash as a slash.
  if (!/^\/[^\\\p{Cc}]*$/u.test(wanted)) return home
  const base = 'http://console.invalid'
  if (!URL.canParse(wanted, base)) return home
  const url = new URL(wanted, base)
  if (url.origin !== base || url.pathname.startsWith('//')) return home
  // Signing in must not end where it begins, nor in data.
  if (/^\/(auth|api)(\/|$)/i.test(url.pathname)) return home
  return url.pathname + url.search + url.hash
}

/** The sign-in page, which leads there afterwards, and may be told why it did not so far. */
export function signInPath(returnTo: string, refused?: string): string {
  const path = localPath(returnTo)
  const search = new URLSearchParams({
    ...(path === home ? {} : { 'return-to': path }),
    ...(refused === undefined ? {} : { refused }),
  })
  return search.size === 0 ? '/auth/login' : `/auth/login?${search}`
}
