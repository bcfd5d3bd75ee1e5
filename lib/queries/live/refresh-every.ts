/** A tick that is late by more than this does not come. */
const graceMs = 1_500

/**
 * For `refetchInterval`: at the next whole multiple of the refresh, so that all who look ask for the
 * same moment, and a little after the stream's tick. Its answer sets the timer anew, so while the
 * stream is up this never comes to asking.
 */
export function refreshEvery(refreshSeconds: number, now = Date.now()): number | false {
  if (refreshSeconds === 0) return false
  const interval = refreshSeconds * 1000
  return interval - (now % interval) + graceMs
}
