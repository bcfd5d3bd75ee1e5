import { isExportedTo } from '../../mtls/host-pattern'
import { destinationWords, evidenceOf, gains, isUsed, type SplitCheck } from './check'

/**
 * A service that is not exported to a client's namespace is not there for its proxy: 503 with flag
 * NC. Who says nothing of its own is exported as the mesh config says.
 * https://istio.io/latest/docs/reference/config/annotations/#NetworkingExportTo
 */
export const notExported: SplitCheck = ({ route, rules, index }) => {
  const { namespace } = route.object
  const { defaultServiceExportTo } = index.meshConfigOf(namespace)
  return rules.flatMap((rule) =>
    rule.resolved.flatMap((one, at) => {
      const service = one.service && index.service(one.service)
      if (!service || !isUsed(rule, at)) return []
      const exportTo = service.exportTo.length > 0 ? service.exportTo : defaultServiceExportTo
      if (isExportedTo(exportTo, service.namespace, namespace)) return []
      return [
        {
          code: 'not-exported',
          severity: 'warning',
          gate: gains(rule, at) ? 'acknowledge' : 'inform',
          title: `Clients in ${namespace} do not see service ${service.name}`,
          detail: `It is exported to ${exportTo.join(', ')} only: what they send to ${destinationWords(one)} fails with 503.`,
          evidence: [
            { kind: 'Service', namespace: service.namespace, name: service.name },
            evidenceOf(route, rule.route),
          ],
        },
      ]
    }),
  )
}
