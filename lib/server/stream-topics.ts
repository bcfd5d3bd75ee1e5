import 'server-only'
import { type Topic, topics } from '../api/stream'
import type { KindName } from '../kubernetes/kinds'

/** `now`: a person changed it and looks for it. `nextTick`: it changes by itself, and often. */
export type Haste = 'now' | 'nextTick'
export type Concern = { topics: readonly Topic[]; haste: Haste }

const churning: Concern = { topics: ['graph', 'splits', 'mtls'], haste: 'nextTick' }

/** What a change of a kind touches. A kind that is not named here touches everything. */
const concerns: Partial<Record<KindName, Concern>> = {
  pods: churning,
  deployments: churning,
  virtualServices: { topics: ['graph', 'splits', 'config'], haste: 'now' },
}

const everything: Concern = { topics, haste: 'now' }

export const concernOf = (kind: KindName): Concern => concerns[kind] ?? everything
