'use client'
import { History } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Popover } from '@/components/ui/popover'
import { formatWindow } from '@/lib/format/duration'
import { formatDayAndClock, fromLocalInput, toLocalInput } from '@/lib/format/moment'

/** Seconds. */
const back = [900, 3600, 21_600, 86_400] as const

/** Which moment the screen shows: now, or one in the past that stays. */
export function MomentPicker({
  at,
  onChange,
}: {
  /** Epoch ms; `null` is now. */
  at: number | null
  onChange: (at: number | null) => void
}) {
  return (
    <>
      <Popover
        label="Moment"
        trigger={
          <>
            <History aria-hidden className="text-muted" />
            <span className="max-sm:sr-only">{at === null ? 'Now' : <Moment at={at} />}</span>
          </>
        }
      >
        <MomentForm at={at} onChange={onChange} />
      </Popover>
      {at !== null && <Button onClick={() => onChange(null)}>Back to now</Button>}
    </>
  )
}

/** The server does not know the reader's time zone. */
const Moment = ({ at }: { at: number }) => (
  <span suppressHydrationWarning>{formatDayAndClock(at)}</span>
)

function MomentForm({
  at,
  onChange,
}: {
  at: number | null
  onChange: (at: number | null) => void
}) {
  // Drawn in the browser only, when the popup is asked for.
  const [text, setText] = useState(() => toLocalInput(at ?? Date.now()))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const moment = fromLocalInput(text)
    if (moment !== null) onChange(Math.min(moment, Date.now()))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 p-2">
      <p className="flex flex-wrap gap-1">
        {back.map((seconds) => (
          <Button key={seconds} onClick={() => onChange(Date.now() - seconds * 1000)}>
            {formatWindow(seconds)} ago
          </Button>
        ))}
      </p>
      <label className="flex flex-col gap-1 text-small text-muted">
        A moment, in your time zone
        <input
          type="datetime-local"
          step={1}
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-8 rounded-small border border-line bg-canvas px-2 text-body text-text"
        />
      </label>
      <Button type="submit" emphasis="primary">
        Show this moment
      </Button>
      <p className="text-small text-muted">
        Traffic is as it was then. Marks and what runs are always of now.
      </p>
    </form>
  )
}
