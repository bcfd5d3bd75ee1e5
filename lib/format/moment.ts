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

const dateTimes = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g

/** The server writes moments in UTC, as it does not know where its reader is. */
export const withClockTimes = (text: string): string =>
  text.replace(dateTimes, (dateTime) => formatClockWithSeconds(Date.parse(dateTime)))

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** A day far away, where neither hour nor time zone matters: 8 Sept 2035. */
export const formatDay = (epochMs: number): string => day.format(epochMs)

/** As `<input type="datetime-local">` writes a moment: wall time of the reader, without a zone. */
export function toLocalInput(epochMs: number): string {
  const offsetMs = new Date(epochMs).getTimezoneOffset() * 60_000
  return new Date(epochMs - offsetMs).toISOString().slice(0, 19)
}

/** Epoch ms; `null` of what is no moment. */
export function fromLocalInput(text: string): number | null {
  const epochMs = new Date(text).getTime()
  return Number.isNaN(epochMs) ? null : epochMs
}
