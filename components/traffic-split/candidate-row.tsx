import { Split as SplitIcon } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { formatPercent } from '@/lib/format/percent'
import type { Candidate } from './list-items'
import { listColumns } from './split-row'
import { listed } from './words'

const shareWords = (share: number | null) => (share === null ? '' : ` ${formatPercent(share)}`)

/** A service with several versions that nothing divides yet. */
export function CandidateRow({
  candidate,
  onCreate,
}: {
  candidate: Candidate
  onCreate: (candidate: Candidate) => void
}) {
  const { namespace, name, versions, creatable } = candidate
  const seen = versions.map(({ version, share }) => `${version}${shareWords(share)}`)
  return (
    <div className={`${listColumns} px-4 py-3`}>
      <div className="min-w-0">
        <p className="font-semibold break-words">{name}</p>
        <p className="text-small text-muted">Service · {namespace}</p>
      </div>
      <p className="text-muted">
        {versions.length} versions, {listed(seen)}, and no route that divides its traffic.
      </p>
      <div className="text-small">
        <Button disabled={!creatable.allowed} onClick={() => onCreate(candidate)}>
          <SplitIcon aria-hidden />
          Create a split
        </Button>
        {creatable.reason !== null && <p className="mt-1 text-muted">{creatable.reason}</p>}
      </div>
    </div>
  )
}
