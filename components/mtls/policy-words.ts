import { modeWords } from '@/components/mesh/mtls-words'
import type { NamespaceRow, PolicyStep } from './reply-parts'

type Policy = NonNullable<NamespaceRow['policy']>

/** Where a namespace's mode comes from. */
export function sourceWords({ scope, policy }: Policy['from']): string {
  if (scope === 'default') return 'Istio’s default'
  if (scope === 'mesh')
    return policy === 'mesh policy' ? policy : `mesh policy ${policy ?? ''}`.trim()
  return policy ?? 'namespace policy'
}

export const exceptionWords = ({ workload, port, mode }: Policy['exceptions'][number]): string =>
  `${workload}${port === null ? '' : `:${port}`} ${modeWords[mode].toLowerCase()}`

const scopeWords: Record<PolicyStep['scope'], string> = {
  default: 'Istio’s default',
  mesh: 'Mesh',
  namespace: 'Namespace',
  workload: 'Workload',
  port: 'Port',
}

/** One level of the chain: "Namespace: legacy/default says Strict". */
export function stepWords({ scope, policy, mode }: PolicyStep): string {
  const level = scopeWords[scope]
  if (scope === 'default') return `${level} is ${mode ? modeWords[mode] : 'not known'}`
  if (policy === null) return `${level}: no policy`
  return mode === null
    ? `${level}: ${policy} says nothing`
    : `${level}: ${policy} says ${modeWords[mode]}`
}
