import { ofNamespace } from '../of-namespace'
import { qualifiedName } from '../workload'
import { serverKind } from './accepted'
import type { AffectedPolicy, PolicyChange } from './affected-policies'
import { type BreakingCaller, codeOf } from './breaking-caller'
import type { KnownPods, MtlsFacts } from './surroundings'

/** The kubelet's probes and Prometheus' scrapes, where they meet the application's own port. */
export function breakingAgents(
  { facts, namespace, after }: PolicyChange & { facts: MtlsFacts },
  affected: readonly AffectedPolicy[],
): BreakingCaller[] {
  const strict = new Set(
    affected.filter((one) => one.after === 'STRICT').map(({ workload }) => workload),
  )
  return ofNamespace(facts.pods, namespace)
    .filter((one) => one.proxy === 'sidecar' && strict.has(one.name))
    .flatMap((pods) => [
      ...(pods.probedDirectly
        ? [agent(pods, 'kubelet', null, 'The kubelet’s probes are not rewritten and would fail')]
        : []),
      ...(pods.scrapedAt !== null &&
      serverKind(pods, pods.scrapedAt) === 'sidecar' &&
      after.policyOf(pods, pods.scrapedAt).mode === 'STRICT'
        ? [
            agent(
              pods,
              'Prometheus',
              pods.scrapedAt,
              'Prometheus scrapes the application’s own port and would be refused',
            ),
          ]
        : []),
    ])
}

const agent = (
  pods: KnownPods,
  client: string,
  port: number | null,
  sentence: string,
): BreakingCaller => ({
  code: codeOf(client, pods),
  client,
  candidates: [],
  destination: qualifiedName(pods),
  port,
  evidence: 'configuration',
  sentence: `${sentence}: ${qualifiedName(pods)}.`,
  seen: null,
  objects: [],
})
