import { callLooks } from '@/components/mesh/mtls-words'
import type { Warning } from '@/lib/api/envelope'
import type { CallCheckReply } from '@/lib/api/mtls-call'
import { ObjectNames } from './object-names'

type Call = CallCheckReply['data']

/** The answer in a sentence, then the steps that led to it, each with the objects that decided. */
export function CallResultView({ call, warnings }: { call: Call; warnings: readonly Warning[] }) {
  const { label, className } = callLooks[call.result]
  return (
    <div aria-live="polite" className="flex flex-col gap-3">
      <div className={`rounded-small px-3 py-2 ${className}`}>
        <p className="font-semibold">{label}</p>
        <p className="text-text">{call.sentence}</p>
      </div>
      {call.warning && <p className="text-degraded">{call.warning}</p>}
      {warnings.map(({ code, title }) => (
        <p key={code} className="text-degraded">
          {title}
        </p>
      ))}
      <ol className="flex list-decimal flex-col gap-2 pl-5 marker:text-muted">
        {call.chain.map(({ step, decided, by }) => (
          <li key={step}>
            <span className="font-semibold">{step}:</span> {decided}
            <ObjectNames objects={by} />
          </li>
        ))}
      </ol>
      {call.endpoints.length > 1 && <Endpoints call={call} />}
    </div>
  )
}

/** Pods of one service may differ: the sentence above is about the worst of them. */
const Endpoints = ({ call }: { call: Call }) => (
  <div className="flex flex-col gap-1">
    <h3 className="text-small font-semibold text-muted">Where it may end</h3>
    <ul className="flex flex-col gap-1.5">
      {call.endpoints.map(({ workload, port, pods, sentence }) => (
        <li key={`${workload}:${port}`}>
          <span className="font-semibold">
            {workload}:{port}
          </span>{' '}
          <span className="text-muted">{pods === 1 ? '1 pod' : `${pods} pods`}</span>
          <span className="block text-small text-muted">{sentence}</span>
        </li>
      ))}
    </ul>
  </div>
)
