import 'server-only'
import { createHash } from 'node:crypto'
import { processState } from '../process-state'
import type { ActsAs } from './viewer'

/** One identity, without its token in it: what is kept of somebody is found by this. */
export const keyOf = (as: ActsAs): string =>
  as.kind === 'own' ? 'own' : createHash('sha256').update(JSON.stringify(as)).digest('base64')

type Kept<T> = { until: number; value: T }

/**
 * What many ask for, once, for a while; a question that failed is asked again by the next. Bounded:
 * strangers may fill it, but nothing else.
 */
export function keptFor<T>(name: string, freshForMs: number, mostKept = 5_000) {
  const all = () => processState(name, () => new Map<string, Kept<Promise<T>>>())
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const answers = all()
    const known = answers.get(key)
    if (known && known.until > Date.now()) return known.value
    if (answers.size >= mostKept) answers.clear()
    const value = ask()
    answers.set(key, { until: Date.now() + freshForMs, value })
    value.catch(() => answers.delete(key))
    return value
  }
}

/** One of these for each who asks, begun when they first do; bounded as well. */
export function onePerPerson<T>(name: string, begin: (as: ActsAs) => T, mostPeople = 1_000) {
  const all = () => processState(name, () => new Map<string, T>())
  return (as: ActsAs): T => {
    const people = all()
    const key = keyOf(as)
    const known = people.get(key)
    if (known !== undefined) return known
    if (people.size >= mostPeople) people.clear()
    const begun = begin(as)
    people.set(key, begun)
    return begun
  }
}
