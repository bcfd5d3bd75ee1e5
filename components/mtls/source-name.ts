/** A client without a proxy has no name in a sidecar’s metrics. */
export const sourceName = (source: string): string =>
  source === 'unknown' ? 'unknown client' : source
