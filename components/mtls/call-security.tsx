'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { callLooks } from '@/components/mesh/mtls-words'
import { PanelSection } from '@/components/ui/panel-section'
import type { CallCheckSearch } from '@/lib/api/mtls-call'
import { callCheckQuery, mtlsNamespaceQuery } from '@/lib/queries/mtls'
import { securityHref } from '@/lib/search-params/routes'
import type { Scope } from '@/lib/search-params/scope'
import { toNamespaceQuestion } from '@/lib/search-params/security'

type Workload = { namespace: string; name: string }

/**
 * What the configuration says of a call between two workloads, for every service port that leads to
 * the one that is called: an edge does not tell by which of them it came.
 */
export function CallSecurity({
  client,
  server,
  scope,
}: {
  /** `null` is a client without a proxy. */
  client: Workload | null
  server: Workload
  scope: Scope
}) {
  const { data } = useQuery(mtlsNamespaceQuery(server.namespace, toNamespaceQuestion(scope)))
  const workload = data?.data.workloads.find(({ name }) => name === server.name)
  const reached = workload?.ports.flatMap(({ names }) => names) ?? []
  if (reached.length === 0) return null
  return (
    <PanelSection title="Security, by configuration">
      {reached.map((name) => (
        <Verdict key={name} question={questionOf(client, server.namespace, name)} />
      ))}
    </PanelSection>
  )
}

/** `name` is `service:port`, as the workload’s ports are reached. */
function questionOf(client: Workload | null, namespace: string, name: string): CallCheckSearch {
  const colon = name.lastIndexOf(':')
  return {
    client: client === null ? 'none' : `${client.namespace}/${client.name}`,
    service: `${namespace}/${name.slice(0, colon)}`,
    port: Number(name.slice(colon + 1)),
    direct: false,
  }
}

function Verdict({ question }: { question: CallCheckSearch }) {
  const { data, error } = useQuery(callCheckQuery(question))
  const { client, service, port } = question
  const call = data?.data
  return (
    <div>
      {call && (
        <p>
          <span
            className={`rounded-small px-1.5 py-0.5 text-small font-semibold ${callLooks[call.result].className}`}
          >
            {callLooks[call.result].label}
          </span>{' '}
          {call.sentence}
        </p>
      )}
      {error && <p className="text-muted">{error.problem.title}.</p>}
      <Link
        href={securityHref({ client, service, port: String(port), subset: '' })}
        prefetch={false}
        className="text-accent hover:underline"
      >
        Check calls to {service}:{port}
      </Link>
    </div>
  )
}
