import type { ConsoleEnvironment } from './console'
import type { Reason } from './reasons'
import type { RestoringClient } from './restoring-client'

/** A console that is set wrong: what of its environment differs, by the address of the store. */
type Misled = { env: (prometheusUrl: string) => ConsoleEnvironment; why: Reason }

export const misled: Readonly<Record<string, Misled>> = {
  'a name that nobody knows': {
    env: () => ({ BINNACLE_PROMETHEUS_URL: 'http://prometheus.invalid:9090' }),
    why: { code: 'prometheus-dns', words: /The name of Prometheus’ host is not known/ },
  },
  'https where no TLS is spoken': {
    env: (url) => ({ BINNACLE_PROMETHEUS_URL: url.replace('http:', 'https:') }),
    why: { code: 'prometheus-tls', words: /The TLS connection to Prometheus fails/ },
  },
  'a path that leads past the API': {
    env: (url) => ({ BINNACLE_PROMETHEUS_URL: `${url}/elsewhere` }),
    why: { code: 'prometheus-not-found', words: /no Prometheus API at this address/ },
  },
  'matchers of another mesh': {
    env: () => ({ BINNACLE_PROMETHEUS_MATCHERS: 'mesh_id="another"' }),
    why: { code: 'filtered-by-matchers', words: /fit the matchers that every question carries/ },
  },
}

/** A reason, and what puts it right; there may be another behind it. */
type Step = { why: Reason; mend: (kubernetes: RestoringClient) => Promise<unknown> }

const namespaces = '/api/v1/namespaces'
const routes = '/apis/networking.istio.io/v1/namespaces/storefront/virtualservices'

const label = (kubernetes: RestoringClient, namespace: string, labels: Record<string, string>) =>
  kubernetes.patch(`${namespaces}/${namespace}`, { metadata: { labels } })

export const newcomer = 'reclaimed-land'
const newDeployments = `/apis/apps/v1/namespaces/${newcomer}/deployments`

const pilots = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'pilots', namespace: newcomer },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'pilots' } },
    template: {
      metadata: { labels: { app: 'pilots', version: 'v1' } },
      spec: { containers: [{ name: 'pilots', image: 'registry.example/harbour/pilots:v1' }] },
    },
  },
}
const pilotsService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'pilots', namespace: newcomer },
  spec: { selector: { app: 'pilots' }, ports: [{ name: 'http', port: 8080 }] },
}

/** How a namespace comes into the mesh, from nothing to its first call. */
export const joining: Readonly<Record<string, Step>> = {
  'nothing runs in it': {
    why: { code: 'namespace-empty', words: /reclaimed-land has no workloads/ },
    async mend(kubernetes) {
      const metadata = { name: newcomer }
      await kubernetes.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata })
      await kubernetes.create(`${namespaces}/${newcomer}/services`, pilotsService)
      await kubernetes.create(newDeployments, pilots)
    },
  },
  'it is not in the mesh': {
    why: { code: 'namespace-not-in-mesh', words: /reclaimed-land is not in the mesh/ },
    mend: (kubernetes) => label(kubernetes, newcomer, { 'istio-injection': 'enabled' }),
  },
  'its pods are from before that': {
    why: { code: 'restart-needed', words: /pods from before injection was enabled/ },
    mend: (kubernetes) =>
      kubernetes.patch(`${newDeployments}/pilots`, {
        spec: { template: { metadata: { annotations: { 'example.com/restarted': 'yes' } } } },
      }),
  },
  'nobody calls it': {
    why: { code: 'not-these-namespaces', words: /metrics of Istio, but none of these namespaces/ },
    mend: (kubernetes) =>
      kubernetes.patch(`${routes}/catalog`, [
        {
          op: 'add',
          path: '/spec/http/0/mirror',
          value: { host: `pilots.${newcomer}.svc.cluster.local` },
        },
      ]),
  },
}

export const ambient = 'tides'

export const onlyTcp: Step = {
  why: { code: 'only-tcp', words: /Only TCP was seen, no HTTP or gRPC/ },
  mend: (kubernetes) =>
    label(kubernetes, ambient, {
      'istio.io/use-waypoint': 'waypoint',
      'istio.io/use-waypoint-namespace': 'berths',
    }),
}

/** Traffic that somebody may not see, until they may. */
export const hidden: Reason = {
  code: 'hidden-by-permissions',
  words: /You may not see the traffic of what was asked for/,
}
