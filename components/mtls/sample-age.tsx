'use client'
import { useNow } from '@/components/ui/use-now'
import { formatAge } from '@/lib/format/duration'

/** How long ago; a dash for what was never seen. */
export function SampleAge({ at }: { at: number | null }) {
  const now = useNow()
  if (at === null) return '–'
  return now === null ? <span className="inline-block h-4" /> : `${formatAge(now - at)} ago`
}
