import type { VerdictWord } from '@/lib/domain/mtls/words'
import { verdictLooks } from './mtls-words'

export function VerdictBadge({ word }: { word: VerdictWord }) {
  const { label, className } = verdictLooks[word]
  return (
    <span
      className={`inline-flex h-5 shrink-0 items-center rounded-small px-1.5 text-small font-semibold whitespace-nowrap ${className}`}
    >
      {label}
    </span>
  )
}
