/**
 * As istiod passes changes on: once it is quiet for a moment, or after so long at last.
 * https://istio.io/latest/docs/reference/commands/pilot-discovery/#envvars PILOT_DEBOUNCE_AFTER, PILOT_DEBOUNCE_MAX
 */
export const pushMs = { quiet: 100, longest: 10_000 }

/** Acts once for all who ask in a row. */
export function newDebounce(ms: { quiet: number; longest: number }, act: () => void) {
  let waitingSince: number | null = null
  let timer: NodeJS.Timeout | undefined

  function cancel() {
    clearTimeout(timer)
    waitingSince = null
  }
  return {
    ask() {
      const now = Date.now()
      waitingSince ??= now
      clearTimeout(timer)
      const wait = Math.min(ms.quiet, waitingSince + ms.longest - now)
      timer = setTimeout(() => {
        waitingSince = null
        act()
      }, wait)
    },
    cancel,
  }
}
