import { ofNamespace } from '../../of-namespace'
import { hasLabels, isEmpty } from '../mesh'
import { type Check, refTo, told } from './context'

/** Port settings that mean nothing, or not what they seem to. */
export const deadPorts: Check = ({ facts, namespace, pods }) =>
  ofNamespace(facts.peerAuthentications, namespace).flatMap((policy) => {
    const chosen = pods.filter(({ labels }) => hasLabels(labels, policy.selector))
    const declared = new Set(chosen.flatMap(({ ports }) => ports.map(({ port }) => port)))
    return policy.ports.flatMap(({ port }) => {
      const evidence = [
        { ...refTo('PeerAuthentication', policy), path: `/spec/portLevelMtls/${port}` },
      ]
      if (!Number.isInteger(port) || port < 1 || port > 65_535)
        return told('error', {
          code: 'port-out-of-range',
          title: `PeerAuthentication ${policy.name} names port ${port}`,
          detail: 'Ports go from 1 to 65535. Istio refuses such a policy.',
          evidence,
        })
      if (isEmpty(policy.selector))
        return told('warning', {
          code: 'port-without-workload',
          title: `The port settings of PeerAuthentication ${policy.name} have no effect`,
          detail: 'Ports belong to workloads. Give the policy a selector.',
          evidence,
        })
      if (chosen.length === 0 || declared.size === 0 || declared.has(port)) return []
      return told('warning', {
        code: 'port-nobody-listens',
        title: `No container declares port ${port}, which PeerAuthentication ${policy.name} sets`,
        detail:
          'It has to be the port of the workload (its container), not that of the Service. It may still be open without being declared.',
        evidence,
      })
    })
  })

/** ztunnel does not take DISABLE on a port for an exception from an inherited STRICT. */
export const ambientPortDisable: Check = ({ rules, facts, namespace, pods }) =>
  ofNamespace(facts.peerAuthentications, namespace)
    .filter(({ mode }) => mode === 'UNSET')
    .flatMap((policy) =>
      policy.ports
        .filter(({ port, mode }) => {
          const behind = pods.filter(
            (one) => one.proxy === 'ztunnel' && hasLabels(one.labels, policy.selector),
          )
          return (
            mode === 'DISABLE' && behind.some((one) => rules.policyOf(one, port).mode === 'STRICT')
          )
        })
        .map(({ port }) =>
          told('warning', {
            code: 'ambient-port-disable',
            title: `Port ${port} stays STRICT in spite of PeerAuthentication ${policy.name}`,
            detail:
              'ztunnel does not take DISABLE for an exception from a mode that is inherited. Write PERMISSIVE.',
            evidence: [
              { ...refTo('PeerAuthentication', policy), path: `/spec/portLevelMtls/${port}` },
            ],
          }),
        ),
    )
