import type { ObjectName } from '@/lib/domain/traffic-split/split'
import type { SplitDetail } from './split-detail'
import { listed } from './words'

const named = ({ namespace, name }: ObjectName) => `${namespace}/${name}`

/** Whose traffic the object takes, from where, and what its controller says. */
export function Attachment({ split }: { split: SplitDetail }) {
  const { hosts, gateways, roots, delegates, parents } = split
  const rows: [string, string][] = [
    ['Hosts', listed(hosts)],
    ['For', listed(gateways.map((one) => (one === 'mesh' ? 'all proxies of the mesh' : one)))],
    ['Taken up by', listed(roots.map(named))],
    ['Hands on to', listed(delegates.map(named))],
  ]
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ))}
      </dl>
      {parents.map((parent) => (
        <ParentStatus key={parent.parent} status={parent} />
      ))}
    </>
  )
}

const conditionWords = (name: string, value: boolean | null) =>
  `${name} ${value === null ? 'not known' : value ? 'yes' : 'no'}`

function ParentStatus({ status }: { status: SplitDetail['parents'][number] }) {
  const { parent, accepted, resolvedRefs, current, messages } = status
  return (
    <div className="text-small">
      <p>
        <span className="font-semibold">{parent}</span>: {conditionWords('accepted', accepted)},{' '}
        {conditionWords('references resolved', resolvedRefs)}
        {!current && <span className="text-degraded">, of an earlier generation</span>}
      </p>
      {messages.map((message) => (
        <p key={message} className="text-muted">
          {message}
        </p>
      ))}
    </div>
  )
}
