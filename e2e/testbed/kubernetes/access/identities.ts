import { unauthorized } from '../http/status'

export type User = {
  name: string
  uid: string
  groups: readonly string[]
  extra: Readonly<Record<string, readonly string[]>>
}

export type TokenUser = { token: string; name: string; groups?: readonly string[] }

/** Looks a token up that is no static one: those of ServiceAccounts. */
export type TokenLookup = (token: string) => User | null

export type Identities = {
  add(user: TokenUser): void
  /** Who a token belongs to; null for one that nobody has. */
  find(token: string): User | null
}

export const anonymous: User = {
  name: 'system:anonymous',
  uid: '',
  groups: ['system:unauthenticated'],
  extra: {},
}

const authenticated = 'system:authenticated'

export const withAuthenticated = (groups: readonly string[]) =>
  groups.includes(authenticated) ? groups : [...groups, authenticated]

export function tokenIdentities(lookup: TokenLookup): Identities {
  const users = new Map<string, User>()
  return {
    add: ({ token, name, groups = [] }) => {
      const uid = String(users.size + 1)
      users.set(token, { name, uid, groups: withAuthenticated(groups), extra: {} })
    },
    find: (token) => users.get(token) ?? lookup(token),
  }
}

/** No token is nobody in particular, a wrong token is refused. */
export function authenticate(identities: Identities, authorization: string | undefined): User {
  if (!authorization) return anonymous
  const [, token] = /^bearer\s+(.+)$/i.exec(authorization) ?? []
  const user = token === undefined ? null : identities.find(token.trim())
  if (!user) throw unauthorized()
  return user
}
