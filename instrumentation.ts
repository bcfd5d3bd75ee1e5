/** Runs once before the first request. A throw here would answer 500 on every path instead. */
export async function register(): Promise<void> {
  // In this form the compiler leaves it out of what it builds for other runtimes.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { endIfRefused, prepareFirstPicture } = await import('./lib/server/start')
    const { letConnectionsGoAtTheEnd } = await import('./lib/server/let-connections-go')
    const { guardRequests } = await import('./lib/server/unreadable-requests')
    endIfRefused()
    guardRequests()
    letConnectionsGoAtTheEnd()
    prepareFirstPicture()
  }
}
