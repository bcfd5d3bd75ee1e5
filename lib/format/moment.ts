const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** Wall time in the reader's own time zone: only for the browser. */
export const formatClock = (epochMs: number): string => clock.format(epochMs)

export const formatClockWithSeconds = (epochMs: number): string => clockWithSeconds.format(epochMs)

export const formatDayAndClock = (epochMs: number): string => dayAndClock.format(epochMs)
