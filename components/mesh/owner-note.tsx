import { GitBranch } from 'lucide-react'
import type { Owner } from '@/lib/domain/owner/owner'

const policies: Record<Owner['policy'], string> = {
  edit: 'A change made here stays.',
  commit: 'A change belongs into Git: copy the patch. Written here, it may be undone.',
  'read-only': 'It writes this by itself, so Binnacle does not. A plan’s patch can be copied.',
}

/** Who keeps the object as it is, and what that means for a change. */
export function OwnerNote({ owner }: { owner: Owner }) {
  const { title, detail, object, evidence, policy } = owner
  return (
    <div className="flex items-start gap-2">
      <GitBranch aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0">
        <p className="font-semibold break-words">
          {title}
          {evidence === 'likely' && <span className="font-normal text-muted"> (likely)</span>}
        </p>
        <p>{detail}</p>
        <p className="text-muted">{policies[policy]}</p>
        {object !== null && (
          <p className="text-small break-words text-muted">
            {object.kind} {object.namespace}/{object.name}
          </p>
        )}
      </div>
    </div>
  )
}
