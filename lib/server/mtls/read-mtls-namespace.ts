import 'server-only'
import type { z } from 'zod'
import type { MtlsNamespaceSearch, MtlsParams, mtlsNamespaceReply } from '../../api/mtls'
import { asksForTls, servicesOf } from '../../domain/mtls/findings/client-rules'
import type { ClientRule, WrittenMode } from '../../domain/mtls/mesh'
import {
  type MtlsWorld,
  namespaceMtls,
  namespacesOf,
  sortByNamespace,
} from '../../domain/mtls/namespace-mtls'
import { revisionOf } from '../../domain/mtls/namespace-policy'
import { policiesIn } from '../../domain/mtls/policies-of'
import { type WorkloadMtls, workloadsMtls } from '../../domain/mtls/workload-mtls'
import type { Shows } from '../../domain/shown'
import { UpstreamError } from '../../errors'
import { lookBackOf } from '../../prometheus/mtls-metrics'
import { slotOf } from '../flights'
import type { Reader } from '../reader'
import { mtlsHistory } from './mtls-history'
import { mayWritePolicies } from './mtls-rights'
import { toWireChain, toWireNamespace } from './mtls-wire'
import { readMtlsWorld } from './read-mtls-world'

type WireNamespaceDetail = z.input<typeof mtlsNamespaceReply>['data']

/** One namespace in depth. One that may not be seen is as one that is not there. */
export const readMtlsNamespace: Reader<
  MtlsNamespaceSearch & MtlsParams,
  WireNamespaceDetail
> = async ({ namespace, window, lookBack, at: asked }, context) => {
  const at = slotOf(asked)
  const {
    world,
    warnings,
    observedAt,
    window: shown,
  } = await readMtlsWorld(
    {
      namespaces: [namespace],
      pairs: 'all',
      at,
      windowSeconds: window,
      lookBackSeconds: lookBack,
    },
    context,
  )
  const { facts, shows } = world
  const isThere = facts.namespaces.some(({ name }) => name === namespace)
  if (!shows(namespace) || !(isThere || namespacesOf(world).includes(namespace)))
    throw new UpstreamError('kubernetes', 'not-found')
  const editable = await mayWritePolicies(context.viewer, namespace)
  const one = namespaceMtls(namespace, world, sortByNamespace(world))
  return {
    data: {
      ...toWireNamespace(one, shows, true),
      ...configurationOf(world, namespace),
      editable,
      history: mtlsHistory(namespace, world),
      lookBack,
      resolution: lookBackOf(lookBack).stepSeconds,
    },
    warnings,
    observedAt,
    window: shown,
  }
}

function configurationOf(world: MtlsWorld, namespace: string) {
  const { facts, rules, now, shows } = world
  const pods = facts.pods.filter((one) => one.namespace === namespace)
  const pairs = now.pairs.filter(({ destination }) => destination.namespace === namespace)
  const { rootNamespace } = rules.configOf({ revision: revisionOf(pods) })
  const services = rules.servicesIn(namespace)
  return {
    workloads: workloadsMtls(rules, pods, pairs, shows).map((one) => toWireWorkload(one, shows)),
    services: services.map(({ name, ports }) => ({
      name,
      ports: ports.map(({ port, name: portName }) => ({ port, name: portName })),
    })),
    policies: shownPolicies(world, namespace, rootNamespace).map(({ policy, counts, why }) => ({
      namespace,
      name: policy.name,
      selector: Object.keys(policy.selector).length > 0 ? policy.selector : null,
      mode: modeOf(policy.mode),
      ports: policy.ports.map(({ port, mode }) => ({
        port: Number.isInteger(port) ? port : 0,
        mode: modeOf(mode),
      })),
      counts,
      why,
    })),
    clientRules: facts.destinationRules
      .filter((rule) => shows(rule.namespace, 'DestinationRule') && asksForTls(rule))
      .filter((rule) => servicesOf(rules, rule, services).length > 0)
      .map((rule) => toWireRule(rule, namespace)),
  }
}

const shownPolicies = ({ rules, shows }: MtlsWorld, namespace: string, rootNamespace: string) =>
  shows(namespace, 'PeerAuthentication') ? policiesIn(rules, namespace, rootNamespace) : []

const modeOf = (written: WrittenMode) =>
  written === 'UNSET' || written === 'unknown' ? null : written

const toWireWorkload = (
  one: WorkloadMtls,
  shows: Shows,
): WireNamespaceDetail['workloads'][number] => ({
  ...one,
  chain: toWireChain(one.chain, shows),
  ports: one.ports.map((port) => ({ ...port, chain: toWireChain(port.chain, shows) })),
})

function toWireRule(
  { namespace, name, host, policy, subsets, workloadSelector }: ClientRule,
  serverNamespace: string,
): WireNamespaceDetail['clientRules'][number] {
  const modes = [policy, ...subsets.map((subset) => subset.policy)].flatMap((one) =>
    one ? [one.tls, ...one.ports.map(({ tls }) => tls)] : [],
  )
  const own =
    namespace === serverNamespace
      ? 'clients that have no rule of their own'
      : `clients in ${namespace}`
  const labels = Object.entries(workloadSelector ?? {}).map(([label, value]) => `${label}=${value}`)
  return {
    namespace,
    name,
    host,
    tls: [...new Set(modes.filter((mode) => mode !== null))].join(', '),
    governs: labels.length > 0 ? `clients in ${namespace} with ${labels.join(', ')}` : own,
  }
}
