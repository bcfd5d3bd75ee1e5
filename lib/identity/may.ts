import 'server-only'
import { isAllowed } from './access-review'
import { keptFor } from './kept'
import type { Person } from './person'

/** An empty namespace asks for all of them. */
export type Deed = {
  verb: 'patch' | 'create' | 'delete'
  group: string
  resource: string
  namespace: string
  name?: string
}

const kept = keptFor<boolean>('may', 30_000)

/**
 * Whether Kubernetes would let the person do it; asked at most every 30 s for each deed. Asked the way
 * that it would be done: where the console may not impersonate, the question fails as the deed would.
 */
export const may = (person: Person, deed: Deed): Promise<boolean> =>
  kept(JSON.stringify([person.user, person.key, deed]), () => ask(person, deed))

// Shared by all who ask, so no single request's end cancels it.
const ask = ({ send }: Person, deed: Deed): Promise<boolean> =>
  isAllowed(deed, { send, signal: new AbortController().signal })
