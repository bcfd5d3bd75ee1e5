import 'server-only'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Env } from '../env'
import { impersonated } from './impersonation'
import { NotSignedIn } from './not-signed-in'
import { personSight } from './person-sees'
import type { Viewer } from './viewer'

const secretHeader = 'x-binnacle-proxy-secret'

/**
 * Whom the proxy in front of us names, once it has shown that it is that proxy. Everybody can send the
 * names; nobody else knows the secret.
 */
export async function readHeaderViewer(
  headers: Headers,
  { header, impersonateSystem }: Pick<Env, 'header' | 'impersonateSystem'>,
): Promise<Viewer> {
  if (header === null || !isProven(headers, header.proof)) throw new NotSignedIn('header')
  const claimed = {
    user: utf8(headers.get(header.user) ?? ''),
    groups: utf8(headers.get(header.groups) ?? '')
      .split(',')
      .map((group) => group.trim())
      .filter(Boolean),
  }
  // Two headers of one name arrive as one with a comma: then nobody knows which of them the proxy wrote.
  const as = claimed.user.includes(',')
    ? null
    : impersonated(claimed, header.prefixes, impersonateSystem)
  if (as === null) throw new NotSignedIn('header')
  return { mode: 'header', user: as.user, ...(await personSight(as)), reads: as, writes: as }
}

function isProven(headers: Headers, proof: NonNullable<Env['header']>['proof']): boolean {
  const given = headers.get(secretHeader)
  return given !== null && timingSafeEqual(digest(given), digest(proof.secret))
}

/** Of one length whatever is given. */
const digest = (text: string) => createHash('sha256').update(text).digest()

/** A header's bytes are read as Latin-1. */
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString('utf8')
