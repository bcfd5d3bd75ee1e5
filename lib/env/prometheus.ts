import 'server-only'
import { z } from 'zod'
import { readableFile } from './variable'

/** A Service of the cluster, asked through the Kubernetes API as kubectl asks one. */
export type ServiceAddress = {
  namespace: string
  /** `name:port`, or `https:name:port` where the service speaks TLS. */
  service: string
  /** Before every path, `/prometheus`; empty without one. */
  path: string
}

export type PrometheusEnv = {
  /** Without a slash at its end. */
  prometheusUrl: string
  /** What `prometheusUrl` names where that is `kubernetes://…`. */
  prometheusService: ServiceAddress | null
  /** As written, `cluster="east"`: put into every question. */
  prometheusMatchers: string | null
  /** Sent as X-Scope-OrgID. */
  prometheusTenant: string | null
  /** Paths of files that are read again for every question. */
  prometheusTokenFile: string | null
  prometheusCaFile: string | null
  prometheusCertificateFile: string | null
  prometheusKeyFile: string | null
}

const example = 'kubernetes://istio-system/services/prometheus:9090'
const inCluster =
  /^kubernetes:\/\/(?<namespace>[a-z0-9-]+)\/services\/(?<service>(https:)?[a-z0-9-]+:[a-z0-9-]+)(?<path>(\/[\w~-][\w.~-]*)*)$/

const holdsCredentials = ({ username, password }: URL) => username !== '' || password !== ''

/** An upstream's base address: http or https, and no secret in it; or a Service of the cluster. */
const upstreamUrl = z
  .string()
  .transform((text) => text.replace(/[?#].*$/, '').replace(/\/+$/, ''))
  .refine((text) => !/^kubernetes:/.test(text) || inCluster.test(text), {
    error: `must name a service as kubernetes://namespace/services/name:port, such as ${example}`,
  })
  .refine((text) => URL.canParse(text) && /^(https?|kubernetes):$/.test(new URL(text).protocol), {
    error: `must be an http or https address, such as http://localhost:9090, or ${example}`,
  })
  .refine((text) => !URL.canParse(text) || !holdsCredentials(new URL(text)), {
    error: 'must not hold a user name or a password',
  })

export const prometheusVariables = {
  BINNACLE_PROMETHEUS_URL: upstreamUrl.default('http://localhost:9090'),
  BINNACLE_PROMETHEUS_MATCHERS: z
    .string()
    .regex(/^(\s*[a-zA-Z_]\w*\s*(=~|!~|!=|=)\s*"([^"\\]|\\.)*"\s*(,(?=.)|$))+$/, {
      error: 'must be matchers as Prometheus writes them, such as cluster="east"',
    })
    .optional(),
  BINNACLE_PROMETHEUS_TENANT: z
    .string()
    .regex(/^[\x21-\x7e]{1,150}$/, { error: 'must be a tenant’s name without spaces' })
    .optional(),
  BINNACLE_PROMETHEUS_TOKEN_FILE: readableFile,
  BINNACLE_PROMETHEUS_CA_FILE: readableFile,
  BINNACLE_PROMETHEUS_CERT_FILE: readableFile,
  BINNACLE_PROMETHEUS_KEY_FILE: readableFile,
}

type Variables = z.output<z.ZodObject<typeof prometheusVariables>>

/** What cannot be is answered with a sentence that names the variable. */
export function prometheusEnv(set: Variables, auth: string): PrometheusEnv | string {
  const prometheusService = serviceOf(set.BINNACLE_PROMETHEUS_URL)
  const { BINNACLE_PROMETHEUS_CERT_FILE: certificate, BINNACLE_PROMETHEUS_KEY_FILE: key } = set
  if ((certificate === undefined) !== (key === undefined))
    return 'BINNACLE_PROMETHEUS_CERT_FILE and BINNACLE_PROMETHEUS_KEY_FILE are of use only together.'
  const sentence = prometheusService && cannotGoThrough(set, auth)
  if (sentence) return sentence
  return {
    prometheusUrl: set.BINNACLE_PROMETHEUS_URL,
    prometheusService,
    prometheusMatchers: set.BINNACLE_PROMETHEUS_MATCHERS ?? null,
    prometheusTenant: set.BINNACLE_PROMETHEUS_TENANT ?? null,
    prometheusTokenFile: set.BINNACLE_PROMETHEUS_TOKEN_FILE ?? null,
    prometheusCaFile: set.BINNACLE_PROMETHEUS_CA_FILE ?? null,
    prometheusCertificateFile: certificate ?? null,
    prometheusKeyFile: key ?? null,
  }
}

function serviceOf(url: string): ServiceAddress | null {
  const { namespace, service, path } = inCluster.exec(url)?.groups ?? {}
  if (namespace === undefined || service === undefined) return null
  return { namespace, service, path: path ?? '' }
}

/** The Kubernetes API wants credentials of its own, and hands none of ours on to who is behind it. */
function cannotGoThrough(set: Variables, auth: string): string | null {
  if (auth !== 'kubeconfig')
    return `BINNACLE_PROMETHEUS_URL leads through the Kubernetes API, which is possible with BINNACLE_AUTH=kubeconfig only: with ${auth} the console would need the right to reach any service. Name an http or https address.`
  const useless = (
    [
      'BINNACLE_PROMETHEUS_TOKEN_FILE',
      'BINNACLE_PROMETHEUS_CA_FILE',
      'BINNACLE_PROMETHEUS_CERT_FILE',
    ] as const
  ).find((name) => set[name] !== undefined)
  if (useless)
    return `${useless} is of no use where BINNACLE_PROMETHEUS_URL leads through the Kubernetes API: that one is asked with the kubeconfig’s credentials.`
  return null
}
