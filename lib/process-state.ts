import 'server-only'

const store = Symbol.for('binnacle.process-state')
type Store = Map<string, unknown>

/**
 * One value per process. Next loads one server module several times (instrumentation, page, route),
 * so a module-level variable would exist several times as well.
 */
export function processState<T>(key: string, create: () => T): T {
  const holder = globalThis as typeof globalThis & { [store]?: Store }
  holder[store] ??= new Map()
  const values = holder[store]
  if (!values.has(key)) values.set(key, create())
  // The key names one value of one type: only the caller's own module uses it.
  return values.get(key) as T
}
