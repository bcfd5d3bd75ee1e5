import { ofNamespace } from '../../of-namespace'
import { isReadable } from '../effective-policy'
import { byAge, hasLabels, isEmpty, type PeerAuthentication } from '../mesh'
import { revisionOf } from '../namespace-policy'
import { type Check, refTo, told } from './context'

/** Of every level only the oldest policy counts. */
export const severalPolicies: Check = (context) => {
  const { namespace, pods } = context
  const own = policiesOf(context)
  const wide = own.filter(({ selector }) => isEmpty(selector))
  const narrow = pods.flatMap(({ name, labels }) => {
    const matching = own.filter(({ selector }) => !isEmpty(selector) && hasLabels(labels, selector))
    return namespace === rootOf(context) ? [] : [{ what: `workload ${name}`, policies: matching }]
  })
  const seen = new Set<string>()
  return [{ what: `namespace ${namespace}`, policies: wide }, ...narrow]
    .filter(({ policies }) => policies.length > 1)
    .flatMap(({ what, policies }) => {
      const [first, ...others] = policies
      const key = policies.map(({ name }) => name).join()
      if (!first || seen.has(key)) return []
      seen.add(key)
      return told('warning', {
        code: 'several-policies',
        title: `${policies.length} PeerAuthentications for ${what}: only ${first.name} counts`,
        detail: `Of one level Istio takes the oldest. Merge the others into it, or delete them: ${others.map(({ name }) => name).join(', ')}.`,
        evidence: policies.map((policy) => refTo('PeerAuthentication', policy)),
      })
    })
}

/** In the root namespace a selector makes Istio ignore the policy, though it is accepted. */
export const selectorInRoot: Check = (context) =>
  context.namespace !== rootOf(context)
    ? []
    : policiesOf(context)
        .filter(({ selector }) => !isEmpty(selector))
        .map((policy) =>
          told('warning', {
            code: 'selector-in-root',
            title: `PeerAuthentication ${policy.name} is ignored`,
            detail:
              'In the root namespace a policy with a selector has no effect, not even there. Move it to the namespace of its workloads.',
            evidence: [{ ...refTo('PeerAuthentication', policy), path: '/spec/selector' }],
          }),
        )

/** A selector that finds no pod. */
export const matchesNothing: Check = (context) =>
  context.namespace === rootOf(context) || context.facts.unread.has('pods')
    ? []
    : policiesOf(context)
        .filter(
          ({ selector }) =>
            !isEmpty(selector) && !context.pods.some(({ labels }) => hasLabels(labels, selector)),
        )
        .map((policy) =>
          told('info', {
            code: 'policy-matches-nothing',
            title: `PeerAuthentication ${policy.name} matches no pod`,
            detail:
              'No pod of this namespace has all of its labels now. Correct the selector, or delete it.',
            evidence: [{ ...refTo('PeerAuthentication', policy), path: '/spec/selector' }],
          }),
        )

/** A selector that finds gateways: no PeerAuthentication binds them. */
export const onGateway: Check = (context) =>
  context.namespace === rootOf(context)
    ? []
    : policiesOf(context).flatMap((policy) => {
        const found = context.pods.filter(
          ({ role, labels }) =>
            role === 'gateway' && !isEmpty(policy.selector) && hasLabels(labels, policy.selector),
        )
        if (found.length === 0) return []
        const names = [...new Set(found.map(({ name }) => name))].join(', ')
        return told('warning', {
          code: 'policy-on-gateway',
          title: `PeerAuthentication ${policy.name} means nothing for gateway ${names}`,
          detail:
            'How calls come in at a gateway is said by its Gateway, in the tls of each server.',
          evidence: [{ ...refTo('PeerAuthentication', policy), path: '/spec/selector' }],
        })
      })

/** A word that Istio does not have. */
export const unreadablePolicy: Check = (context) =>
  ofNamespace(context.facts.peerAuthentications, context.namespace)
    .filter((policy) => !isReadable(policy))
    .map((policy) =>
      told('error', {
        code: 'unknown-mode',
        title: `PeerAuthentication ${policy.name} has a mode that Istio does not know`,
        detail: 'It is not applied at all. Write STRICT, PERMISSIVE or DISABLE.',
        evidence: [refTo('PeerAuthentication', policy)],
      }),
    )

const policiesOf = ({ facts, namespace }: Parameters<Check>[0]): PeerAuthentication[] =>
  ofNamespace(facts.peerAuthentications, namespace).filter(isReadable).toSorted(byAge)

const rootOf = ({ rules, pods }: Parameters<Check>[0]) =>
  rules.configOf({ revision: revisionOf(pods) }).rootNamespace
