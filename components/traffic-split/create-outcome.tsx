import { Check, CircleX } from 'lucide-react'
import type { ApplyCreateReply } from '@/lib/api/split-creation'

/** What was made. One object without the other breaks nothing, and can be finished or taken back. */
export function CreateOutcome({
  outcome: { done, failed },
}: {
  outcome: ApplyCreateReply['data']
}) {
  return (
    <div role={failed ? 'alert' : 'status'} className="flex flex-col gap-2">
      <p className="font-semibold">
        {failed ? 'It is half done. Traffic flows as before.' : 'The split is there.'}
      </p>
      <ul className="flex flex-col gap-1">
        {done.map(({ kind, namespace, name }) => (
          <li key={kind} className="flex items-start gap-2">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-healthy" />
            {kind} {namespace}/{name} was created
          </li>
        ))}
        {failed && (
          <li className="flex items-start gap-2">
            <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-failing" />
            {failed.kind} {failed.namespace}/{failed.name} was not: {failed.message}
          </li>
        )}
      </ul>
      {!failed && (
        <p className="text-muted">
          Nothing is moved by it yet. Open the split to move its weights, or take it back while
          nobody has changed it.
        </p>
      )}
    </div>
  )
}
