import 'server-only'
import { headers } from 'next/headers'
import type { WayIn } from '../../api/sign-in'
import { readEnv } from '../../env'
import { localPath } from '../../identity/return-to'
import { whoLooks } from './who-looks'

/** What the sign-in page offers, `in` where there is nothing to do, and where it leads. */
export async function wayIn(
  wanted: string | null,
): Promise<{ way: WayIn | { kind: 'in' }; returnTo: string }> {
  const returnTo = localPath(wanted)
  const { auth, oidc } = readEnv()
  const looks = await whoLooks()
  // A program's `Authorization` is no session.
  const isIn = looks.kind === 'person' && !(await headers()).has('authorization')
  if (isIn || auth === 'kubeconfig' || auth === 'anonymous')
    return { way: { kind: 'in' }, returnTo }
  if (auth !== 'oidc') return { way: { kind: auth }, returnTo }
  return { way: { kind: 'oidc', host: oidc ? new URL(oidc.issuer).host : '' }, returnTo }
}
