import { PanelSection } from '@/components/ui/panel-section'
import type { MtlsPlan } from '@/lib/api/mtls-change'
import { formatRate } from '@/lib/format/rate'
import { ObjectNames } from './object-names'
import { sourceName } from './source-name'

type Caller = MtlsPlan['impact']['breaks'][number]

const evidenceWords: Record<Caller['evidence'], string> = {
  observed: 'seen in traffic',
  configuration: 'by configuration',
  both: 'seen in traffic, and by configuration',
}

/** Who would be refused. Each is somebody’s outage, so each is ticked on its own. */
export function BreakingCallers({
  breaks,
  ticked,
  onTick,
}: {
  breaks: readonly Caller[]
  ticked: ReadonlySet<string>
  onTick: (code: string, isTicked: boolean) => void
}) {
  return (
    <PanelSection
      title={`Who breaks: ${breaks.length === 0 ? 'nobody that is known' : breaks.length}`}
    >
      <ul className="flex flex-col gap-2">
        {breaks.map((caller) => (
          <li key={caller.code}>
            <label className="flex items-start gap-2 rounded-small border border-line px-3 py-2 hover:bg-hover">
              <input
                type="checkbox"
                className="mt-0.5 size-4 shrink-0 accent-accent"
                checked={ticked.has(caller.code)}
                onChange={(event) => onTick(caller.code, event.target.checked)}
              />
              <span className="min-w-0 flex-1">
                <span className="block font-semibold">
                  {sourceName(caller.client)} → {caller.destination}
                  {caller.port !== null && `:${caller.port}`}
                </span>
                <span className="block">{caller.sentence}</span>
                {caller.candidates.length > 0 && (
                  <span className="block text-small text-muted">
                    It could be {caller.candidates.join(', ')}
                  </span>
                )}
                <span className="block text-small text-muted">
                  {evidenceWords[caller.evidence]}
                  {caller.requestsPerSecond !== null && `, ${formatRate(caller.requestsPerSecond)}`}
                </span>
                <ObjectNames objects={caller.objects} />
              </span>
            </label>
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}
