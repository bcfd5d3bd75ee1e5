import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { KubernetesObject } from '../object'
import type { Connection, Query } from './connection'
import { linesOf } from './lines'
import { listAll } from './list'

export type WatchHandlers = {
  /** The whole state, after every list: at the start and whenever the history was lost. */
  replace(objects: readonly KubernetesObject[]): void
  change(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubernetesObject): void
  /** Told about every break of the stream that the watch recovers from. */
  interrupted?(error: unknown): void
}

export type WatchAll = {
  /** Settles when the first list was handed over. */
  listed: Promise<void>
  /** Settles when the signal has ended the watch. */
  ended: Promise<void>
}

type WatchEvent = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: KubernetesObject
}

type WatchOptions = { query?: Query | undefined; signal: AbortSignal }

const retryMs = { first: 100, most: 5_000 }

/** Follows one stream to its end; null when the history is gone and a list must come first. */
async function followOnce(
  connection: Connection,
  path: string,
  from: string,
  handlers: WatchHandlers,
  { query, signal }: WatchOptions,
): Promise<string | null> {
  const response = await connection.open('GET', path, {
    query: { ...query, watch: true, allowWatchBookmarks: true, resourceVersion: from },
    signal,
  })
  let version = from
  for await (const line of linesOf(response.body)) {
    const event = JSON.parse(line) as WatchEvent
    if (event.type === 'ERROR') return null
    version = event.object.metadata.resourceVersion ?? version
    if (event.type !== 'BOOKMARK') handlers.change(event.type, event.object)
  }
  return version
}

async function follow(
  connection: Connection,
  path: string,
  handlers: WatchHandlers,
  options: WatchOptions & { onListed: () => void },
): Promise<void> {
  let version: string | null = null
  let pauseMs = retryMs.first
  while (!options.signal.aborted) {
    try {
      if (version === null) {
        const list = await listAll(connection, path, options)
        handlers.replace(list.items)
        version = list.resourceVersion
        options.onListed()
      }
      version = await followOnce(connection, path, version, handlers, options)
      pauseMs = retryMs.first
    } catch (error) {
      if (options.signal.aborted) return
      handlers.interrupted?.(error)
      version = null
      await delay(pauseMs, undefined, { signal: options.signal }).catch(ignoreAbort)
      pauseMs = Math.min(pauseMs * 2, retryMs.most)
    }
  }
}

/** The only rejection of a delay is its signal, which the loop looks at next. */
const ignoreAbort = () => undefined

/** List, then watch, for as long as the signal lets it; reconnects and lists again by itself. */
export function watchAll(
  connection: Connection,
  path: string,
  handlers: WatchHandlers,
  options: WatchOptions,
): WatchAll {
  // One signal ends any number of watches, which is no leak.
  setMaxListeners(0, options.signal)
  const { promise: listed, resolve } = withResolvers()
  const ended = follow(connection, path, handlers, { ...options, onListed: resolve })
  return { listed: Promise.race([listed, ended]), ended }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
