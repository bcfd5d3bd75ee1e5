import type { ObeyedRule } from './client-rule'
import type { PolicyFields, TlsMode, TrafficPolicy } from './mesh'

/** What a rule asks of a client on one port of the service, and one subset. */
export type ClientTls =
  /** No `tls`: the mesh decides by itself. */
  | { kind: 'automatic' }
  | { kind: 'asked'; mode: TlsMode }
  /** Istio's own two readers of the rule disagree, see below. */
  | { kind: 'undecided' }
  /** The rule has no subset of this name: there is nowhere to send the call. */
  | { kind: 'noSubset' }

/**
 * A port's entry replaces the rule's own settings wholesale: what it leaves out goes back to the
 * default. A subset's settings override them one by one; its port's entry replaces wholesale again.
 *
 * Istio reads a rule twice. The cluster is made as above; endpoints are labelled by code that keeps
 * the wider `tls` where a port's entry has none (istio/pilot/pkg/xds/endpoints/mtls_checker.go). Where
 * the two differ, what really happens is not told.
 */
export function clientTls(rule: ObeyedRule | null, port: number, subset: string | null): ClientTls {
  const chosen = subset === null ? null : rule?.subsets.find(({ name }) => name === subset)
  if (chosen === undefined) return { kind: 'noSubset' }
  if (!rule) return { kind: 'automatic' }
  const cluster = fieldsOf(rule.policy, chosen?.policy ?? null, port).tls
  const label = labelMode(chosen?.policy ?? null, port) ?? labelMode(rule.policy, port)
  if (cluster !== label) return { kind: 'undecided' }
  return cluster === null ? { kind: 'automatic' } : { kind: 'asked', mode: cluster }
}

/** Calls keep the address that was dialled, as those to a headless service. */
export const isPassthrough = (rule: ObeyedRule | null, port: number, subset: string | null) =>
  rule !== null &&
  fieldsOf(rule.policy, rule.subsets.find(({ name }) => name === subset)?.policy ?? null, port)
    .passthrough

const none: PolicyFields = { tls: null, passthrough: false }

function fieldsOf(
  policy: TrafficPolicy | null,
  subset: TrafficPolicy | null,
  port: number,
): PolicyFields {
  const wide = entryOf(policy, port) ?? policy ?? none
  if (!subset) return wide
  const narrow = entryOf(subset, port)
  if (narrow) return narrow
  return { tls: subset.tls ?? wide.tls, passthrough: subset.passthrough || wide.passthrough }
}

const labelMode = (policy: TrafficPolicy | null, port: number) =>
  entryOf(policy, port)?.tls ?? policy?.tls ?? null

const entryOf = (policy: TrafficPolicy | null, port: number) =>
  policy?.ports.find((entry) => entry.port === port)
