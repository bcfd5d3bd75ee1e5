import 'server-only'
import type { Prefixes } from '../env/auth'
import type { ActsAs } from './viewer'

export type Claimed = { user: string; groups: readonly string[] }

const isReserved = (name: string) => name.startsWith('system:')
/** What is no name would end the header that it is sent in, or be read as something else there. */
const isName = (name: string) => name !== '' && name === name.trim() && !/\p{Cc}/u.test(name)

/**
 * Whom Kubernetes is asked about in place of somebody who is known by a name only. `null` where the
 * name is none, or Kubernetes' own; such groups are left out. A list names those that are meant.
 */
export function impersonated(
  claimed: Claimed,
  prefixes: Prefixes,
  listed: readonly string[],
): Extract<ActsAs, { kind: 'impersonate' }> | null {
  const mayBe = (name: string) => isName(name) && (!isReserved(name) || listed.includes(name))
  const user = prefixes.user + claimed.user
  if (!isName(claimed.user) || !mayBe(user)) return null
  const groups = claimed.groups.filter(isName).map((group) => prefixes.group + group)
  return { kind: 'impersonate', user, groups: [...new Set(groups.filter(mayBe))].sort() }
}
