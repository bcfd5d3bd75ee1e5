import type { DestinationRule } from '../istio-config/destination-rule'
import { protocolOf } from '../service'
import type { SplitCandidate } from './candidates'
import type { SplitService } from './split-facts'

export type ProposedObject = {
  apiVersion: 'networking.istio.io/v1'
  kind: 'DestinationRule' | 'VirtualService'
  metadata: { namespace: string; name: string }
  spec: Record<string, unknown>
}

export type ProposedSubset = {
  name: string
  labels: Record<string, string>
  version: string
  weight: number
}

/** A subset for each version, by the label that tells them apart; subsets already there keep their names. */
export function proposeSubsets(
  candidate: SplitCandidate,
  existing: readonly DestinationRule[],
): ProposedSubset[] {
  const { label } = candidate
  return candidate.versions.map(({ version, weight }) => {
    const labels = label === null ? {} : { [label]: version }
    const known = existing
      .flatMap(({ subsets }) => subsets)
      .find(
        (one) =>
          label !== null && one.labels[label] === version && Object.keys(one.labels).length === 1,
      )
    return { name: known?.name ?? subsetName(version), labels, version, weight }
  })
}

/** What is no name of a subset becomes one: lower case, digits and dashes. */
export const subsetName = (version: string) =>
  version
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63) || 'version'

export const proposeDestinationRule = (
  { namespace, name }: SplitService,
  subsets: readonly ProposedSubset[],
): ProposedObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { namespace, name },
  spec: { host: name, subsets: subsets.map(toSubset) },
})

export const toSubset = ({ name, labels }: ProposedSubset) => ({ name, labels })

/** One http rule for all, or a tcp rule for each of its TCP ports. */
export function proposeVirtualService(
  { namespace, name, ports }: SplitService,
  protocol: SplitCandidate['protocol'],
  subsets: readonly ProposedSubset[],
): ProposedObject {
  const routeTo = (port: number | null) =>
    subsets.map((subset) => ({
      destination: {
        host: name,
        subset: subset.name,
        ...(port === null ? {} : { port: { number: port } }),
      },
      weight: subset.weight,
    }))
  const streams = ports.filter((port) => protocolOf(port) === 'tcp' && port.protocol === 'TCP')
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { namespace, name },
    spec: {
      hosts: [name],
      ...(protocol === 'http'
        ? { http: [{ route: routeTo(null) }] }
        : { tcp: streams.map(({ port }) => ({ match: [{ port }], route: routeTo(port) })) }),
    },
  }
}
