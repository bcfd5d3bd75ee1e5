import { CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import type { DryRun as DryRunAnswer } from '@/lib/api/change'

const looks = {
  accepted: { icon: CircleCheck, className: 'text-healthy', words: 'The API server accepts it' },
  refused: { icon: CircleX, className: 'text-failing', words: 'The API server refuses it' },
  'not-asked': { icon: CircleHelp, className: 'text-muted', words: 'The API server was not asked' },
} as const satisfies Record<DryRunAnswer['verdict'], unknown>

function judgedBy(webhooks: DryRunAnswer['webhooks']): string {
  if (webhooks === null) return 'Which webhooks judged it is not known.'
  if (webhooks.length === 0) return 'No webhook judged it: only the schema was checked.'
  return `Judged by ${webhooks.join(', ')}.`
}

/** What the API server says to this very change, without storing it. */
export function DryRun({
  dryRun: { verdict, message, warnings, webhooks },
}: {
  dryRun: DryRunAnswer
}) {
  const { icon: Icon, className, words } = looks[verdict]
  return (
    <div className="flex items-start gap-2">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${className}`} />
      <div className="min-w-0">
        <p className="font-semibold">{words}</p>
        {message !== null && <p className="break-words">{message}</p>}
        {verdict !== 'not-asked' && <p className="text-small text-muted">{judgedBy(webhooks)}</p>}
        {warnings.map((warning) => (
          <p key={warning} className="text-small break-words text-degraded">
            {warning}
          </p>
        ))}
      </div>
    </div>
  )
}
