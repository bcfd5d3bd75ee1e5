import 'server-only'

/**
 * Aborts with the given signal, or when the time is over. Not by `AbortSignal.timeout`: Node 20
 * collects one that only `AbortSignal.any` knows of, and then it never fires
 * (https://github.com/nodejs/node/issues/54614). The timer keeps this one alive.
 */
export function deadline(signal: AbortSignal, milliseconds: number): AbortSignal {
  const patience = new AbortController()
  const giveUp = () => patience.abort(new DOMException('The time is over', 'TimeoutError'))
  setTimeout(giveUp, milliseconds).unref()
  return AbortSignal.any([signal, patience.signal])
}
