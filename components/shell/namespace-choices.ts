'use client'
import { useQuery } from '@tanstack/react-query'
import type { GraphReply } from '@/lib/api/graph'
import { serviceGraphQuery } from '@/lib/queries/service-graph'
import { nothingMore } from '@/lib/search-params/graph'

const namespacesIn = ({ data }: GraphReply): string[] =>
  data.nodes.flatMap((node) => (node.kind === 'namespace' ? [node.name] : []))

/**
 * What can be chosen: the namespaces of the whole mesh, from its coarsest graph. Used only while the
 * list is open, so nobody else pays for the question.
 */
export function useNamespaceChoices(window: number, chosen: readonly string[]) {
  const { data, isPending, error } = useQuery({
    ...serviceGraphQuery({
      view: 'namespace',
      namespaces: [],
      window,
      ...nothingMore,
    }),
    staleTime: 60_000,
  })
  const names = [...new Set([...chosen, ...(data ? namespacesIn(data) : [])])].sort()
  return { names, isPending, error }
}
