import 'server-only'
import { NotSignedIn } from './not-signed-in'
import { personSight } from './person-sees'
import { reviewToken } from './token-review'
import type { Viewer } from './viewer'

/** Somebody with a Kubernetes token of their own. What they do is done with it, and nothing else. */
export async function readTokenViewer(headers: Headers): Promise<Viewer> {
  const token = bearerOf(headers)
  const holder = token === null ? null : await reviewToken(token)
  if (token === null || holder === null) throw new NotSignedIn('token')
  const as = { kind: 'token', token } as const
  return { mode: 'token', user: holder.user, ...(await personSight(as)), reads: as, writes: as }
}

const bearerOf = (headers: Headers): string | null =>
  /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null
