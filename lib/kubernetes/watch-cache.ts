import 'server-only'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { logProblem } from '../log'
import { processState } from '../process-state'
import { type CachedKind, createKindStore } from './kind-store'
import { type KindName, kindNames, kinds, type ObjectOf } from './kinds'
import { type KubeSend, kubeFetch } from './kube-fetch'
import { followKind, type KindUpdate } from './list-watch'

export type WatchCache = {
  read: <Name extends KindName>(name: Name) => CachedKind<ObjectOf<Name>>
  /** Another number after every change of what `read` gives. */
  version: () => number
  /** Calls back after every change, until the function that it gives is called. */
  onChange: (listener: (change: KindChange) => void) => () => void
  /** Epoch ms. */
  startedAt: number
  /** Resolves once every kind has had its first answer, or failure. */
  settled: Promise<void>
  close: () => void
}

/** What changed; `namespace` is `null` where it is more than one object, or one of no namespace. */
export type KindChange = { kind: KindName; namespace: string | null }

type Surroundings = {
  send: KubeSend
  now: () => number
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  random: () => number
}

type Running = { cache: WatchCache | null }
const running = () => processState<Running>('kubernetes-watch-cache', () => ({ cache: null }))

/** The process's one cache, if it has begun to watch. */
export const runningWatchCache = (): WatchCache | null => running().cache

/** The process's one cache; begins to watch when it is first asked for and goes on until the end. */
export function watchCache(): WatchCache {
  const state = running()
  if (state.cache) return state.cache
  state.cache = startWatchCache({ send: kubeFetch, now: Date.now, pause, random: Math.random })
  process.once('SIGTERM', state.cache.close)
  return state.cache
}

export function startWatchCache({ send, now, pause, random }: Surroundings): WatchCache {
  const closing = new AbortController()
  const stores = new Map(kindNames.map((name) => [name, createKindStore(now)]))
  const loading = new Set(kindNames)
  const listeners = new Set<(change: KindChange) => void>()
  let version = 0
  let settle = () => {}
  const settled = new Promise<void>((resolve) => {
    settle = resolve
  })

  function take(name: KindName, update: KindUpdate): void {
    const store = stores.get(name)
    if (update.type === 'failed' && update.error.failure !== store?.read().status)
      logProblem('a kind cannot be watched', { kind: name }, update.error)
    if (store?.apply(update)) {
      version += 1
      for (const listener of listeners) listener({ kind: name, namespace: namespaceOf(update) })
    }
    loading.delete(name)
    if (loading.size === 0) settle()
  }

  const { signal } = closing
  // Every kind hangs on it, and there are more than Node takes for a leak.
  setMaxListeners(0, signal)
  for (const name of kindNames) {
    const apply = (update: KindUpdate) => take(name, update)
    const wait = (ms: number) => pause(ms, signal)
    followKind({ kind: kinds[name], send, signal, apply, pause: wait, random }).catch(
      (cause: unknown) => logProblem('a watch has ended for good', { kind: name }, cause),
    )
  }

  return {
    // Each store holds what was read by the schema of its own name.
    read: <Name extends KindName>(name: Name) =>
      stores.get(name)?.read() as unknown as CachedKind<ObjectOf<Name>>,
    version: () => version,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    startedAt: now(),
    settled,
    close: () => closing.abort(),
  }
}

const namespaceOf = (update: KindUpdate): string | null =>
  'object' in update ? update.object.trimmed?.namespace || null : null

/** Ends early when the cache is closed; keeps no process alive. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch((cause: unknown) => {
    if (!signal.aborted) throw cause
  })
}
