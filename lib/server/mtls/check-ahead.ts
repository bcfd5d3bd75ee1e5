import 'server-only'
import type { Finding } from '../../domain/finding'
import type { PeerAuthentication } from '../../domain/mtls/mesh'
import type { MtlsWorld } from '../../domain/mtls/namespace-mtls'
import { plaintextCallers } from '../../domain/mtls/observation'
import type { PolicyWish, WritableTarget } from '../../domain/mtls/policy-change'
import { type Preflight, preflight, type SeenCaller } from '../../domain/mtls/preflight'
import { mtlsRules } from '../../domain/mtls/rules'

/** Whom a change would hit, and who would be refused, once the policies are these. */
export function checkAhead(
  ask: PolicyWish,
  world: MtlsWorld,
  peerAuthentications: readonly PeerAuthentication[],
): Preflight {
  const { facts, rules, candidatesOf, shows } = world
  const after = mtlsRules({ ...facts, peerAuthentications })
  return preflight({
    namespace: ask.namespace,
    workload: ask.workload,
    port: ask.port,
    before: rules,
    after,
    facts,
    callers: seenCallers(world),
    candidatesOf,
    shows,
  })
}

/** Everybody who was seen, once for each pair; encrypted ones without a report of plaintext. */
function seenCallers({ now, before, at }: MtlsWorld): SeenCaller[] {
  const plaintext = plaintextCallers(now.pairs, before.pairs, at)
  const key = ({ source, destination, service }: Omit<SeenCaller, 'plaintext'>) =>
    `${source?.namespace}/${source?.name}>${destination.namespace}/${destination.name}>${service}`
  const seen = new Map<string, SeenCaller>()
  for (const one of plaintext) seen.set(key(one), { ...one, plaintext: one })
  for (const { source, destination, service } of [...now.pairs, ...before.pairs]) {
    const pair = { source, destination, service }
    if (!seen.has(key(pair))) seen.set(key(pair), { ...pair, plaintext: null })
  }
  return [...seen.values()]
}

/** The same as findings: each caller that breaks wants a tick of its own. */
export function findingsAhead(
  ask: PolicyWish,
  { breaks, affected }: Preflight,
  target: WritableTarget,
  { heard }: Pick<MtlsWorld, 'heard'>,
): Finding[] {
  const name = target.kind === 'edit' ? target.policy.name : target.name
  const evidence = [{ kind: 'PeerAuthentication', namespace: ask.namespace, name }]
  const mayRefuse = affected.some(({ after }) => after !== 'PERMISSIVE')
  const others = affected.filter(({ lookedAt }) => !lookedAt)
  return [
    ...breaks.map(
      (one): Finding => ({
        code: one.code,
        severity: 'error',
        gate: 'acknowledge',
        title: `${one.client} would be refused by ${one.destination}`,
        detail: one.sentence,
        evidence: one.objects,
      }),
    ),
    ...(mayRefuse && !(heard.now && heard.before)
      ? [
          {
            code: 'callers-not-known',
            severity: 'warning' as const,
            gate: 'acknowledge' as const,
            title: 'Who calls is not known',
            detail:
              'Prometheus did not tell who has called: whoever sends plaintext, and is refused from then on, is not listed here.',
            evidence,
          },
        ]
      : []),
    ...(others.length > 0
      ? [
          {
            code: 'hits-others',
            severity: 'warning' as const,
            gate: 'acknowledge' as const,
            title: `The policy also holds for ${[...new Set(others.map(({ workload }) => workload))].join(', ')}`,
            detail: 'Their effective mode changes with it: its selector finds their pods as well.',
            evidence,
          },
        ]
      : []),
    ...(affected.length === 0
      ? [
          {
            code: 'changes-nothing',
            severity: 'info' as const,
            gate: 'inform' as const,
            title: 'No workload’s effective mode changes now',
            detail: 'They have it already, or have no proxy that would enforce it.',
            evidence,
          },
        ]
      : []),
  ]
}
