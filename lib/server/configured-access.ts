import 'server-only'
import { readEnv } from '../env'
import { throughApiServer } from '../kubernetes/service-proxy'
import type { PrometheusAccess } from '../prometheus/access'
import { parseMatchers } from '../prometheus/fixed-matchers'

/** The store that the environment names, and how it wants to be asked. */
export function configuredAccess(): PrometheusAccess {
  const env = readEnv()
  return {
    url: env.prometheusUrl,
    ...(env.prometheusService ? { through: throughApiServer(env.prometheusService) } : {}),
    // What cannot be read has ended the process at its start.
    matchers: env.prometheusMatchers ? (parseMatchers(env.prometheusMatchers) ?? []) : [],
    headers: env.prometheusTenant ? { 'x-scope-orgid': env.prometheusTenant } : {},
    files: {
      token: env.prometheusTokenFile,
      ca: env.prometheusCaFile,
      certificate: env.prometheusCertificateFile,
      key: env.prometheusKeyFile,
    },
  }
}
