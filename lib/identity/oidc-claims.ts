import 'server-only'
import { z } from 'zod'
import type { OidcEnv } from '../env/auth'

export type Claims = Readonly<Record<string, unknown>>

export type Claimed =
  | { kind: 'person'; user: string; groups: string[] }
  | { kind: 'refused'; why: 'no-name' | 'unverified' | 'too-many-groups' }

const groupList = z.union([
  z.string().transform((group) => [group]),
  z.array(z.string()),
  // Nobody has to be in a group.
  z.undefined().transform((): string[] => []),
])

/** Instead of a long list some providers say where to ask for it. */
const elsewhere = z.object({ _claim_names: z.record(z.string(), z.unknown()) })

/** Whom the provider's claims name, as the Kubernetes API reads them: a prefix before what is claimed. */
export function personClaimed(claims: Claims, oidc: OidcEnv): Claimed {
  const { userClaim, groupsClaim, groups: wanted, prefixes } = oidc
  const user = claims[userClaim]
  if (typeof user !== 'string' || user === '') return { kind: 'refused', why: 'no-name' }
  // Anybody may write any address into their profile; as kube-apiserver, which asks for the same.
  if (userClaim === 'email' && (claims.email_verified ?? true) !== true)
    return { kind: 'refused', why: 'unverified' }
  const kept = elsewhere.safeParse(claims)
  if (kept.success && groupsClaim in kept.data._claim_names)
    return { kind: 'refused', why: 'too-many-groups' }
  const groups = groupList.safeParse(claims[groupsClaim]).data ?? []
  return {
    kind: 'person',
    user: prefixes.user + user,
    groups: groups
      .filter((group) => wanted === null || wanted.includes(group))
      .map((group) => prefixes.group + group),
  }
}
