import 'server-only'
import type { UpstreamError, UpstreamFailure } from '../../errors'
import { isStatus } from '../../prometheus/prometheus-failure'
import { type Explanation, explanation } from './explanation'

type Words = Pick<Explanation, 'code' | 'title' | 'detail'>

const words: Record<UpstreamFailure, Words> = {
  unconfigured: {
    code: 'prometheus-unconfigured',
    title: 'No Prometheus is configured',
    detail: 'Set BINNACLE_PROMETHEUS_URL to its address and start again.',
  },
  unreachable: {
    code: 'prometheus-unreachable',
    title: 'Prometheus cannot be reached',
    detail: 'Check that it runs, and that its address and the network between are right.',
  },
  timeout: {
    code: 'prometheus-timeout',
    title: 'Prometheus did not answer in time',
    detail: 'It may be overloaded. Choose a shorter window or fewer namespaces.',
  },
  unauthorized: {
    code: 'prometheus-unauthorized',
    title: 'Prometheus does not accept our credentials',
    detail: 'Check the token file or the client certificate that the console is given.',
  },
  forbidden: {
    code: 'prometheus-forbidden',
    title: 'Prometheus does not allow this question',
    detail: 'The credentials are known but may not read these metrics.',
  },
  'not-found': {
    code: 'prometheus-not-found',
    title: 'There is no Prometheus API at this address',
    detail: 'Behind a gateway its API often has a path before it, such as /prometheus.',
  },
  busy: {
    code: 'prometheus-busy',
    title: 'Prometheus is too busy to answer',
    detail:
      'It, or what stands before it, lets only so many questions in. Choose a shorter window or fewer namespaces.',
  },
  broken: {
    code: 'prometheus-broken',
    title: 'Prometheus has an error of its own',
    detail: 'It took the question and failed at it. Its log has the cause.',
  },
  rejected: {
    code: 'prometheus-rejected',
    title: 'Prometheus refused the question',
    detail:
      'It may limit how much one question reads. Choose a shorter window or fewer namespaces.',
  },
  malformed: {
    code: 'prometheus-malformed',
    title: 'What answers at this address is not Prometheus’ API',
    detail: 'A login page or another server may stand before it. Check the address.',
  },
}

const dns: Words = {
  code: 'prometheus-dns',
  title: 'The name of Prometheus’ host is not known',
  detail: 'Check BINNACLE_PROMETHEUS_URL, and that this machine can resolve that name.',
}
const refused: Words = {
  code: 'prometheus-refused',
  title: 'Nothing listens at Prometheus’ address',
  detail: 'Check that Prometheus runs, and that BINNACLE_PROMETHEUS_URL has its host and port.',
}
const tls: Words = {
  code: 'prometheus-tls',
  title: 'The TLS connection to Prometheus fails',
  detail:
    'Its certificate is not trusted (BINNACLE_PROMETHEUS_CA_FILE), does not fit its name, one of ours is asked for, or what listens there speaks no TLS.',
}
const tenant: Words = {
  code: 'prometheus-tenant',
  title: 'Prometheus wants to know which tenant is asked for',
  detail: 'Stores such as Mimir want a header X-Scope-OrgID. Set BINNACLE_PROMETHEUS_TENANT.',
}

/** Where BINNACLE_PROMETHEUS_URL leads through the Kubernetes API, and that one said no. */
const onTheWay: Partial<Record<UpstreamFailure, Words>> = {
  unconfigured: {
    code: 'prometheus-unconfigured',
    title: 'The way to Prometheus leads through the Kubernetes API, which is not configured',
    detail: 'Check KUBECONFIG, or set BINNACLE_PROMETHEUS_URL to an http address.',
  },
  unauthorized: {
    code: 'prometheus-unauthorized',
    title: 'The Kubernetes API, which leads to Prometheus, does not accept your credentials',
    detail: 'They may have ended. Sign in to the cluster again.',
  },
  forbidden: {
    code: 'prometheus-forbidden',
    title: 'You may not ask Prometheus through the Kubernetes API',
    detail:
      'It takes the right to create services/proxy in its namespace. Ask whoever runs the cluster, or forward a port.',
  },
}
const apiServerAway: Words = {
  code: 'prometheus-unreachable',
  title: 'The Kubernetes API, which leads to Prometheus, does not answer',
  detail: 'Check that it runs, and that the kubeconfig leads to it from here.',
}
const nobodyBehind: Words = {
  code: 'prometheus-unreachable',
  title: 'The Kubernetes API finds no Prometheus behind that service',
  detail:
    'Check that a pod of it is ready, and that BINNACLE_PROMETHEUS_URL has its namespace, name and port.',
}

/** Why a question had no answer: by what failed below it, where that says more. */
export function explainFailure(error: UpstreamError, promql: string): Explanation {
  return explanation({ ...wordsFor(error), severity: 'error', promql })
}

function wordsFor(error: UpstreamError): Words {
  const { upstream, failure } = error
  if (upstream === 'kubernetes') return onTheWay[failure] ?? apiServerAway
  const told = causesOf(error).map(({ message }) => message)
  if (told.some((text) => /org id|x-scope-orgid/i.test(text))) return tenant
  if (failure !== 'unreachable') return words[failure]
  return told.some(isStatus) ? nobodyBehind : (belowHttp(error) ?? words[failure])
}

const tlsCodes =
  /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/

function belowHttp(error: UpstreamError): Words | null {
  for (const cause of causesOf(error)) {
    const code = 'code' in cause ? String(cause.code) : ''
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return dns
    if (code === 'ECONNREFUSED') return refused
    if (tlsCodes.test(code)) return tls
  }
  return null
}

function causesOf(error: unknown): Error[] {
  if (error instanceof AggregateError) return [error, ...error.errors.flatMap(causesOf)]
  return error instanceof Error ? [error, ...causesOf(error.cause)] : []
}
