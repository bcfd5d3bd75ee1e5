'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { VerdictBadge } from '@/components/mesh/verdict'
import { PanelSection } from '@/components/ui/panel-section'
import { mtlsQuery } from '@/lib/queries/mtls'
import { securityNamespaceHref } from '@/lib/search-params/routes'
import type { Scope } from '@/lib/search-params/scope'
import { toMtlsQuestion } from '@/lib/search-params/security'

/** What is asked for and was seen of encryption in a namespace: the same words as on its own screen. */
export function NodeSecurity({ namespace, scope }: { namespace: string; scope: Scope }) {
  const { data, error } = useQuery(mtlsQuery(toMtlsQuestion({ ...scope, namespaces: [namespace] })))
  const row = data?.data.find((one) => one.namespace === namespace)
  return (
    <PanelSection title={`Mutual TLS in ${namespace}`}>
      {error && <p className="text-muted">{error.problem.title}.</p>}
      {row && (
        <p className="flex items-start gap-2">
          <VerdictBadge word={row.verdict.word} />
          <span>{row.verdict.sentence}</span>
        </p>
      )}
      <Link
        href={securityNamespaceHref(namespace, { window: scope.window, at: scope.at })}
        prefetch={false}
        className="self-start text-accent hover:underline"
      >
        Policies and callers of {namespace}
      </Link>
    </PanelSection>
  )
}
