import 'server-only'
import type { Env } from '../env'
import { isForeignHost } from '../identity/foreign-host'
import { isForeignRead } from './request-guard'
import { unreadableHeader } from './unreadable-requests'

type Asked = { method: string; pathname: string; headers: Headers }
export type TurnedAway = { status: number; sentence: string; allow?: string }

/** `null`: a route may answer. Never the only guard: handlers ask the same of what they answer. */
export function turnedAway(
  { method, pathname, headers }: Asked,
  env: Pick<Env, 'auth' | 'publicUrl'>,
): TurnedAway | null {
  if (!isProbe(pathname, env) && isForeignHost(headers.get('host'), env))
    return { status: 421, sentence: 'This server does not answer to that name.' }
  if (headers.has(unreadableHeader)) return { status: 405, sentence: 'This is never answered.' }
  if (!isDecodable(pathname)) return { status: 400, sentence: 'The address cannot be read.' }
  // Next's own page for what breaks, which nobody has to open by its name.
  if (pathname.startsWith('/_global-error'))
    return { status: 404, sentence: 'There is no such page.' }
  if (isEmbedPath(pathname))
    return method === 'GET'
      ? null
      : { status: 405, sentence: 'A panel is only shown.', allow: 'GET' }
  const isLooking = method === 'GET' || method === 'HEAD'
  // Pages are shown; what is sent goes to handlers, which have their own words about it.
  if (!isLooking && !/^\/(api|auth)\//.test(pathname))
    return { status: 405, sentence: 'This is only shown.', allow: 'GET, HEAD' }
  if (isLooking && pathname !== '/embed.js' && isForeignRead(headers))
    return { status: 403, sentence: 'A page of another site may link to this, but not fetch it.' }
  return null
}

export const isEmbedPath = (pathname: string) => /^\/embed(\/|$)/.test(pathname)

/** A kubelet and a scraper ask by the pod's address; the answers name nothing that is watched. */
const isProbe = (pathname: string, { auth }: Pick<Env, 'auth'>) =>
  auth !== 'kubeconfig' && /^\/(healthz|readyz|metrics)$/.test(pathname)

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname)
    return true
  } catch {
    // Next would answer 500.
    return false
  }
}
