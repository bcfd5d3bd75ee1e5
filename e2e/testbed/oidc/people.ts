import { randomUUID } from 'node:crypto'

/** Who can sign in at the provider; it believes everybody who says who they are. */
export type Person = { email: string; email_verified: boolean; name: string; groups: string[] }

const numbered = (count: number, name: string) =>
  Array.from({ length: count }, (_, at) => `${name}-${String(at + 1).padStart(2, '0')}`)

export const people: Readonly<Record<string, Person>> = {
  alice: {
    email: 'alice@example.com',
    email_verified: true,
    name: 'Alice',
    groups: ['mesh-admins', 'shop-team'],
  },
  bob: { email: 'bob@example.com', email_verified: true, name: 'Bob', groups: ['shop-team'] },
  /** In as many groups as a big company puts somebody. */
  grace: {
    email: 'grace@example.com',
    email_verified: true,
    name: 'Grace',
    groups: numbered(60, 'department-of-a-big-company-team'),
  },
  /** In more than any cookie holds, and called as Entra ID calls them. */
  max: {
    email: 'max@example.com',
    email_verified: true,
    name: 'Max',
    groups: Array.from({ length: 900 }, () => randomUUID()),
  },
  /** Says to be Alice, and has not shown it. */
  mallory: {
    email: 'alice@example.com',
    email_verified: false,
    name: 'Mallory',
    groups: [],
  },
}
