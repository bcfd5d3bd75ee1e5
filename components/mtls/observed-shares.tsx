import { SharesBar } from '@/components/mesh/shares-bar'
import { formatCount } from '@/lib/format/count'
import { formatWindow } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import type { Observed } from './reply-parts'
import { SampleAge } from './sample-age'
import { Section } from './section'

const kinds = [
  { of: 'requests', name: 'Requests' },
  { of: 'connections', name: 'Connections' },
  { of: 'bytes', name: 'Bytes' },
] as const

/** Requests, connections and bytes are different things and are not added up. */
export function ObservedShares({ observed, window }: { observed: Observed; window: number }) {
  return (
    <Section
      title="Observed"
      note={
        <>
          Last {formatWindow(window)}, newest sample <SampleAge at={observed.newestSampleAt} />
        </>
      }
    >
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-3">
        {kinds.map(({ of, name }) => (
          <div key={of} className="flex flex-col gap-1">
            <dt className="text-muted">
              {name}
              {of === 'requests' &&
                observed.requestCount !== null &&
                `, about ${formatCount(observed.requestCount)}`}
            </dt>
            <dd>
              <Shares shares={observed[of]} isHeard={observed.heard.now} />
            </dd>
          </div>
        ))}
      </dl>
      {observed.notMeasured.length > 0 && (
        <p className="text-small text-muted">
          Not measured: what comes in at {observed.notMeasured.join(', ')}. A gateway’s inbound side
          reports no security.
        </p>
      )}
    </Section>
  )
}

function Shares({ shares, isHeard }: { shares: Observed['requests']; isHeard: boolean }) {
  if (shares === null)
    return <span className="text-muted">{isHeard ? 'none seen' : 'not known'}</span>
  return (
    <>
      <SharesBar shares={shares} />
      <span className="block text-small text-muted">
        {formatPercent(shares.plaintext)} plaintext
        {shares.unknown > 0 && `, ${formatPercent(shares.unknown)} not known`}
      </span>
    </>
  )
}
