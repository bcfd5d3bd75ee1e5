import { CircleCheck, CircleDashed, CircleX, LoaderCircle } from 'lucide-react'
import type { ConnectionsData } from '@/lib/api/connections'

type Status = ConnectionsData['kubernetes']['kinds'][number]['status'] | 'ok' | 'cancelled'

const good = { icon: CircleCheck, className: 'text-healthy' }
const bad = { icon: CircleX, className: 'text-failing' }

/** In words of what is so, not of the code that noticed it. */
const looks: Record<Status, { words: string; icon: typeof CircleCheck; className: string }> = {
  ok: { words: 'Answers', ...good },
  synced: { words: 'Watched', ...good },
  cancelled: { words: 'Not asked yet', icon: CircleDashed, className: 'text-muted' },
  loading: { words: 'Being read', icon: LoaderCircle, className: 'text-muted' },
  absent: { words: 'Not in this cluster', icon: CircleDashed, className: 'text-muted' },
  unconfigured: { words: 'No address', ...bad },
  unreachable: { words: 'Cannot be reached', ...bad },
  timeout: { words: 'Did not answer in time', ...bad },
  unauthorized: { words: 'Does not know us', ...bad },
  forbidden: { words: 'May not be read', ...bad },
  'not-found': { words: 'Not found at this address', ...bad },
  busy: { words: 'Too busy to answer', ...bad },
  broken: { words: 'Has an error of its own', ...bad },
  rejected: { words: 'Refused the question', ...bad },
  malformed: { words: 'Answered nonsense', ...bad },
}

export function StatusWord({ status }: { status: Status }) {
  const { words, icon: Icon, className } = looks[status]
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${className}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {words}
    </span>
  )
}
