import { ofNamespace } from '../../of-namespace'
import { qualifiedName } from '../../workload'
import { obeysPolicies } from '../accepted'
import { isCapturedInbound } from '../capture'
import type { MtlsRules } from '../rules'
import type { KnownPods } from '../surroundings'
import { type Check, refTo, told, workloadRef } from './context'

/** A policy that nobody enforces. */
export const unproxiedUnderStrict: Check = ({ rules, pods }) => {
  const bare = pods.filter(
    (one) =>
      one.proxy === 'none' && one.role === null && rules.policyOf(one, null).mode === 'STRICT',
  )
  if (bare.length === 0) return []
  return [
    told('warning', {
      code: 'unproxied-under-strict',
      title: `STRICT means nothing for ${namesOf(bare)}`,
      detail: 'Without a proxy nobody enforces the policy: plaintext is accepted.',
      evidence: bare.map(workloadRef),
    }),
  ]
}

/** Ports that an annotation keeps away from the sidecar. */
export const excludedPorts: Check = ({ rules, pods }) =>
  pods.flatMap((one) => {
    if (!isStrictSidecar(rules, one)) return []
    const open = one.ports.filter(({ port }) => !isCapturedInbound(one.capture, port))
    if (open.length === 0) return []
    return told('warning', {
      code: 'excluded-ports',
      title: `STRICT means nothing on ${portsOf(open)} of ${one.name}`,
      detail:
        'An annotation keeps inbound traffic of these ports away from the sidecar. Plaintext is accepted there, and mutual TLS meets the application.',
      evidence: [workloadRef(one)],
    })
  })

/** What runs is not what the labels ask for. */
export const restartNeeded: Check = ({ pods }) => {
  const stale = pods.filter(
    (one) => one.expected === 'sidecar' && one.proxy === 'none' && !one.hostNetwork,
  )
  if (stale.length === 0) return []
  return [
    told('warning', {
      code: 'restart-needed',
      title: `${namesOf(stale)} would get a sidecar with a restart`,
      detail: 'Injection was switched on after these pods had started.',
      evidence: stale.map(workloadRef),
    }),
  ]
}

/** Taken out of the network, but in no ztunnel's hands. */
export const pendingAmbient: Check = ({ pods }) => {
  const pending = pods.filter(({ proxy }) => proxy === 'ztunnelPending')
  if (pending.length === 0) return []
  return [
    told('error', {
      code: 'ambient-pending',
      title: `${namesOf(pending)} has no traffic at all`,
      detail:
        'Its traffic is redirected to ztunnel, but no ztunnel has accepted the pod. Look at the ztunnel of its node.',
      evidence: pending.map(workloadRef),
    }),
  ]
}

/** A client outside of the mesh reaches the pods behind the waypoint's back. */
export const waypointBypass: Check = ({ rules, facts, namespace, pods }) => {
  const labels = facts.namespaces.find(({ name }) => name === namespace)?.labels ?? {}
  const waypoint = labels['istio.io/use-waypoint']
  if (!waypoint || waypoint === 'none') return []
  const open = pods.filter(
    (one) =>
      one.proxy === 'ztunnel' && one.role === null && rules.policyOf(one, null).mode !== 'STRICT',
  )
  if (open.length === 0) return []
  return [
    told('warning', {
      code: 'waypoint-bypass',
      title: `Plaintext bypasses waypoint ${waypoint}`,
      detail: `A client that is not in the mesh reaches ${namesOf(open)} directly: rules that the waypoint enforces do not hold for it. Only STRICT, or a policy that ztunnel enforces, stops it.`,
      evidence: [refTo('Gateway', { namespace, name: waypoint }), ...open.map(workloadRef)],
    }),
  ]
}

/** ALLOW by who the client is, where clients need not say who they are. */
export const identityNeeded: Check = ({ rules, facts, namespace, pods }) =>
  ofNamespace(facts.identityPolicies, namespace)
    .filter((policy) => policy.needsIdentity && !policy.targeted)
    .flatMap((policy) => {
      const open = pods.filter(
        (one) =>
          obeysPolicies(one) &&
          Object.entries(policy.selector).every(([key, value]) => one.labels[key] === value) &&
          rules.policyOf(one, null).mode !== 'STRICT',
      )
      if (open.length === 0) return []
      return told('warning', {
        code: 'identity-needs-mtls',
        title: `AuthorizationPolicy ${policy.name} asks who the client is, and plaintext cannot say`,
        detail:
          policy.action === 'DENY'
            ? `Plaintext to ${namesOf(open)} has no identity, so the DENY does not meet it. Set STRICT.`
            : `Plaintext to ${namesOf(open)} has no identity and is never allowed by it.`,
        evidence: [refTo('AuthorizationPolicy', policy)],
      })
    })

/** The kubelet, and Prometheus, call pods without a proxy of their own. */
export const directProbes: Check = ({ rules, pods }) =>
  pods.flatMap((one) => {
    if (!isStrictSidecar(rules, one)) return []
    const scraped = one.scrapedAt !== null && isCapturedInbound(one.capture, one.scrapedAt)
    return [
      ...(one.probedDirectly
        ? [
            told('error', {
              code: 'probes-not-rewritten',
              title: `The kubelet’s probes of ${one.name} are refused under STRICT`,
              detail:
                'An annotation switches off their rewriting to the agent. Remove sidecar.istio.io/rewriteAppHTTPProbers.',
              evidence: [workloadRef(one)],
            }),
          ]
        : []),
      ...(scraped
        ? [
            told('warning', {
              code: 'scrape-refused',
              title: `Prometheus cannot scrape port ${one.scrapedAt} of ${one.name} under STRICT`,
              detail:
                'It asks the application’s own port in plaintext. Let Istio merge the metrics (port 15020), or make the port PERMISSIVE.',
              evidence: [workloadRef(one)],
            }),
          ]
        : []),
    ]
  })

/** A workload's STRICT in a namespace that is DISABLE: clients look at the namespace only. */
export const strictUnderDisable: Check = ({ rules, namespace, pods }) => {
  if (rules.namespacePolicyOf(namespace, pods[0]?.revision ?? null).mode !== 'DISABLE') return []
  const strict = pods.filter((one) => isStrictSidecar(rules, one))
  if (strict.length === 0) return []
  return [
    told('error', {
      code: 'strict-under-disable',
      title: `Sidecars send plaintext to ${namesOf(strict)}, which takes none`,
      detail:
        'Automatic mutual TLS looks at the namespace’s policy only, and that is DISABLE. Set the namespace to PERMISSIVE or STRICT.',
      evidence: strict.map(workloadRef),
    }),
  ]
}

const isStrictSidecar = (rules: MtlsRules, one: KnownPods) =>
  one.proxy === 'sidecar' && obeysPolicies(one) && rules.policyOf(one, null).mode === 'STRICT'

const namesOf = (pods: readonly KnownPods[]) => {
  const names = [...new Set(pods.map(qualifiedName))].sort()
  return names.length > 3
    ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
    : names.join(', ')
}

const portsOf = (ports: readonly { port: number }[]) =>
  `port${ports.length === 1 ? '' : 's'} ${ports.map(({ port }) => port).join(', ')}`
