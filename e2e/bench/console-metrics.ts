/** What the console says of itself at `/metrics`. */
export type ConsoleMetrics = {
  /** The longest that its event loop has waited since the last time this was asked. */
  eventLoopMaxMs: number
  residentMb: number
}

export async function consoleMetrics(consoleUrl: string): Promise<ConsoleMetrics> {
  const text = await (await fetch(`${consoleUrl}/metrics`)).text()
  const read = (name: string): number => {
    const value = new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1]
    if (value === undefined) throw new Error(`/metrics has no ${name}`)
    return Number(value)
  }
  return {
    eventLoopMaxMs: read('nodejs_eventloop_lag_max_seconds') * 1e3,
    residentMb: read('process_resident_memory_bytes') / 1e6,
  }
}
