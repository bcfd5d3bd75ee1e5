import { formatCount } from '@/lib/format/count'
import { formatWindow } from '@/lib/format/duration'
import { formatRate } from '@/lib/format/rate'
import type { Observed } from './reply-parts'
import { SampleAge } from './sample-age'
import { Section } from './section'
import { sourceName } from './source-name'
import { WideTable } from './wide-table'

type Client = Observed['plaintextClients'][number]
type Refused = Observed['refused'][number]

const countWords = (count: number | null) => (count === null ? '–' : `about ${formatCount(count)}`)
const rateWords = (perSecond: number | null) => (perSecond === null ? '–' : formatRate(perSecond))

/** Who was seen without mesh TLS. An unknown client has candidates, which are never facts. */
export function PlaintextCallers({ observed, lookBack }: { observed: Observed; lookBack: number }) {
  const clients = observed.plaintextClients
  return (
    <Section title="Plaintext callers" note={`Seen in the last ${formatWindow(lookBack)}`}>
      {clients.length === 0 ? (
        <p className="text-muted">
          {observed.heard.before
            ? 'None seen. Whoever did not call in this time, or is not scraped, is not known.'
            : 'Not known: Prometheus did not tell who has called.'}
        </p>
      ) : (
        <WideTable
          caption="Plaintext callers"
          head={['Caller', 'To', 'What it means', 'Rate', 'Count', 'Last seen']}
          numeric={3}
        >
          {clients.map((client) => (
            <tr key={`${client.source} ${client.destination} ${client.counted} ${client.service}`}>
              <td className="font-semibold">
                {sourceName(client.source)}
                <Candidates client={client} />
              </td>
              <td>
                {client.destination}
                {client.service && (
                  <span className="block text-small text-muted">by {client.service}</span>
                )}
              </td>
              <td className="min-w-56 text-muted">{client.meaning}</td>
              <td>{rateWords(client.requestsPerSecond ?? client.connectionsPerSecond)}</td>
              <td>
                {countWords(client.count)}
                <span className="block text-small text-muted">{client.counted}</span>
              </td>
              <td>
                <SampleAge at={client.lastSeenAt} />
              </td>
            </tr>
          ))}
        </WideTable>
      )}
    </Section>
  )
}

const fewCandidates = 3

/** The last candidate is always the client that nobody can see: it is never folded away. */
function Candidates({ client: { source, candidates, candidateReasons } }: { client: Client }) {
  if (source !== 'unknown' || candidates.length === 0) return null
  const known = candidates.slice(0, -1)
  const others = known.length - fewCandidates
  const named = [
    ...known.slice(0, fewCandidates),
    ...(others > 0 ? [`${others} more`] : []),
    ...candidates.slice(-1),
  ]
  return (
    <details className="max-w-80 text-small font-normal text-muted">
      <summary>It could be {named.join(', ')}</summary>
      <ul className="flex flex-col gap-1 pt-1 pl-3">
        {known.map((name) => (
          <li key={name}>
            {name}
            <Reasons of={candidateReasons.find((one) => one.name === name)} />
          </li>
        ))}
      </ul>
    </details>
  )
}

const Reasons = ({ of }: { of: Client['candidateReasons'][number] | undefined }) =>
  of &&
  of.reasons.length > 0 && <span className="block">{`${of.kind}: ${of.reasons.join('; ')}`}</span>

/** Under Strict the refused leave no row among the encrypted: they are told apart. */
export function RefusedCallers({ observed, lookBack }: { observed: Observed; lookBack: number }) {
  if (observed.refused.length === 0) return null
  return (
    <Section title="Refused or closed" note={`Seen in the last ${formatWindow(lookBack)}`}>
      <WideTable
        caption="Callers that were refused, or whose connection was closed"
        head={['Caller', 'To', 'What it means', 'Outcome', 'Count', 'Last seen']}
        numeric={3}
      >
        {observed.refused.map((caller) => (
          <tr key={`${caller.source} ${caller.destination} ${caller.code} ${caller.flags}`}>
            <td className="font-semibold">{sourceName(caller.source)}</td>
            <td>{caller.destination}</td>
            <td className="min-w-56 text-muted">{caller.sentence}</td>
            <td>{outcome(caller)}</td>
            <td>
              {countWords(caller.count)}
              <span className="block text-small text-muted">{rateWords(caller.perSecond)}</span>
            </td>
            <td>
              <SampleAge at={caller.lastSeenAt} />
            </td>
          </tr>
        ))}
      </WideTable>
    </Section>
  )
}

const outcome = ({ code, flags }: Refused) =>
  [code, flags].filter((word) => word !== '' && word !== '-').join(' ')
