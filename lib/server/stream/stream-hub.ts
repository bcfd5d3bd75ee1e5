import 'server-only'
import type { Topic } from '../../api/stream'
import { type KindChange, watchCache } from '../../kubernetes/watch-cache'
import { processState } from '../../process-state'
import { slotMs } from '../flights'
import { concernOf, type Haste } from './stream-topics'

/** What changed, each kind and place once. */
type Changes = Map<string, KindChange>

export type HubEvent =
  | { kind: 'tick'; at: number }
  | { kind: 'changed'; changes: ReadonlyMap<Topic, readonly KindChange[]> }
  /** The process ends. */
  | { kind: 'end' }
export type HubListener = (event: HubEvent) => void

type Surroundings = {
  /** Calls back after each change of a kind; the answer ends that. */
  watch: (onChange: (change: KindChange) => void) => () => void
  now: () => number
}

/** One change often comes as several events: they are told together. */
const gatherMs = 100

/**
 * The one place that hears of changes and keeps the beat, for all streams of the process. It does
 * nothing while nobody listens.
 */
export function createHub({ watch, now }: Surroundings) {
  const listeners = new Set<HubListener>()
  const waiting: Record<Haste, Map<Topic, Changes>> = { now: new Map(), nextTick: new Map() }
  let gathering: NodeJS.Timeout | undefined
  let beat: NodeJS.Timeout | undefined
  let unwatch = () => {}
  let hasEnded = false

  function tell(event: HubEvent): void {
    for (const listener of [...listeners]) listener(event)
  }

  function flush(haste: Haste): void {
    const topics = [...waiting[haste]]
    if (topics.length === 0) return
    waiting[haste] = new Map()
    const changes = new Map(topics.map(([topic, those]) => [topic, [...those.values()]]))
    tell({ kind: 'changed', changes })
  }

  function hear(change: KindChange): void {
    const { kind, namespace } = change
    const { topics, haste } = concernOf(kind)
    for (const topic of topics) {
      const changes: Changes = waiting[haste].get(topic) ?? new Map()
      waiting[haste].set(topic, changes.set(`${kind} ${namespace}`, change))
    }
    if (haste === 'nextTick') return
    gathering ??= setTimeout(() => {
      gathering = undefined
      flush('now')
    }, gatherMs)
  }

  /** Ticks fall on the moments that questions are evaluated at, so that all who look ask as one. */
  function keepBeat(): void {
    const next = (Math.floor(now() / slotMs) + 1) * slotMs
    beat = setTimeout(() => {
      keepBeat()
      flush('nextTick')
      tell({ kind: 'tick', at: next })
    }, next - now())
  }

  function stop(): void {
    clearTimeout(beat)
    clearTimeout(gathering)
    gathering = undefined
    waiting.now.clear()
    waiting.nextTick.clear()
    unwatch()
  }

  return {
    listening: () => listeners.size,
    listen(listener: HubListener): () => void {
      if (listeners.size === 0) {
        unwatch = watch(hear)
        keepBeat()
      }
      listeners.add(listener)
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stop()
      }
    },
    /** Who listens is sent away. */
    end(): void {
      hasEnded = true
      tell({ kind: 'end' })
    },
    /** A browser comes again at once, over a connection that it still has. */
    hasEnded: () => hasEnded,
  }
}

export type Hub = ReturnType<typeof createHub>

/** The process's own. An open stream would keep the process from ending until its reader leaves. */
export const streamHub = (): Hub =>
  processState('stream-hub', () => {
    const hub = createHub({ watch: (onChange) => watchCache().onChange(onChange), now: Date.now })
    process.once('SIGTERM', hub.end)
    return hub
  })
