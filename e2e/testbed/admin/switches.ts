import type { KubernetesObject } from '../kubernetes/object'
import type { SomeWeather } from '../weather/weather'

/** One button of the weather page: a request to the admin port. */
export type Switch = { title: string; method: 'PUT' | 'POST'; path: string; body: unknown }
export type SwitchGroup = { title: string; switches: Switch[] }

const weather = (title: string, body: SomeWeather): Switch => ({
  title,
  method: 'PUT',
  path: '/weather',
  body,
})

const prometheus: SwitchGroup = {
  title: 'Prometheus answers',
  switches: [
    weather('as it should', { prometheus: { kind: 'fair' } }),
    weather('nobody: it is down', { prometheus: { kind: 'down' } }),
    weather('3 s late', { prometheus: { kind: 'slow', delayMs: 3_000 } }),
    weather('a minute late', { prometheus: { kind: 'slow', delayMs: 60_000 } }),
    weather('401', { prometheus: { kind: 'refusing', status: 401 } }),
    weather('403', { prometheus: { kind: 'refusing', status: 403 } }),
    weather('422', { prometheus: { kind: 'refusing', status: 422 } }),
    weather('429', { prometheus: { kind: 'refusing', status: 429 } }),
    weather('500', { prometheus: { kind: 'refusing', status: 500 } }),
    weather('503', { prometheus: { kind: 'refusing', status: 503 } }),
    weather('only with a tenant', { prometheus: { kind: 'requiring', header: 'x-scope-orgid' } }),
    weather('only with a token', { prometheus: { kind: 'requiring', header: 'authorization' } }),
    weather('a sign-in page', { prometheus: { kind: 'html' } }),
    weather('JSON of something else', { prometheus: { kind: 'nonsense' } }),
    weather('half, and hangs up', { prometheus: { kind: 'cut' } }),
    weather('a hundred times as much', { prometheus: { kind: 'huge', copies: 100 } }),
    weather('without any Istio metric', { prometheus: { kind: 'without-istio' } }),
    weather('without a single call', { prometheus: { kind: 'without-calls' } }),
  ],
}

const scrapes: SwitchGroup = {
  title: 'Prometheus scrapes',
  switches: [
    weather('as it should', { scrapes: { kind: 'fair' } }),
    weather('every 15 s', { scrapes: { kind: 'every', seconds: 15 } }),
    weather('every 60 s', { scrapes: { kind: 'every', seconds: 60 } }),
    weather('each proxy twice', { scrapes: { kind: 'twice' } }),
    weather('nothing from now on', { scrapes: { kind: 'stopped', lostMinutes: 0 } }),
    weather('nothing, 12 minutes lost', { scrapes: { kind: 'stopped', lostMinutes: 12 } }),
    { title: 'all but the next time', method: 'POST', path: '/scrapes/lost', body: {} },
  ],
}

const kubernetes: SwitchGroup = {
  title: 'The Kubernetes API answers',
  switches: [
    weather('as it should', { kubernetes: 'fair' }),
    weather('nobody: it is down', { kubernetes: 'down' }),
    weather('nothing: it hangs', { kubernetes: 'stalled' }),
    weather('2 s late', { kubernetes: { kind: 'slow', delayMs: 2_000 } }),
    weather('429, try in a second', { kubernetes: { kind: 'throttled' } }),
    weather('watches, and drops them', { kubernetes: { kind: 'watches-dropped' } }),
    weather('watches with 410 Gone', { kubernetes: { kind: 'watches-expired' } }),
    weather('403 for VirtualServices', {
      kubernetes: { kind: 'forbidden', resource: 'virtualservices' },
    }),
    weather('writes with 409 at first', { kubernetes: { kind: 'conflicting' } }),
    weather('writes after somebody else’s', {
      kubernetes: {
        kind: 'intervening',
        patch: { metadata: { labels: { 'example.com/touched-by': 'somebody' } } },
      },
    }),
    weather('writes with a webhook’s no', {
      kubernetes: { kind: 'denied', words: 'the harbour master is asleep' },
    }),
    weather('writes 20 s after them', {
      kubernetes: { kind: 'late-after-applying', delayMs: 20_000 },
    }),
    weather('writes by hanging up after them', { kubernetes: { kind: 'dropped-after-applying' } }),
  ],
}

const traffic: SwitchGroup = {
  title: 'Traffic',
  switches: [1, 0, 0.1, 3].map((factor) => ({
    title: factor === 1 ? 'as planned' : factor === 0 ? 'none' : `× ${factor}`,
    method: 'PUT',
    path: '/traffic',
    body: { factor },
  })),
}

/** Where the API serves a route; the bed's own plurals are regular. */
const pathOf = ({ apiVersion, kind, metadata }: KubernetesObject) =>
  `/apis/${apiVersion}/namespaces/${metadata.namespace ?? 'default'}/${kind.toLowerCase()}s/${metadata.name}`

function othersAtWork(route: KubernetesObject): SwitchGroup {
  const path = pathOf(route)
  return {
    title: `${route.kind} ${route.metadata.namespace ?? 'default'}/${route.metadata.name}`,
    switches: [
      weather('is left alone', { reconciler: null, statusWriter: null }),
      weather('is put back 5 s after a change', { reconciler: { path, afterSeconds: 5 } }),
      weather('gets a new status every second', { statusWriter: { path } }),
    ],
  }
}

/** Counters of its proxies begin at zero again, as after a restart. */
const restarts = (workloads: readonly KubernetesObject[]): SwitchGroup => ({
  title: 'Restart',
  switches: workloads.map(({ metadata: { name, namespace = 'default' } }) => ({
    title: `${namespace}/${name}`,
    method: 'POST',
    path: '/restarts',
    body: { workload: `${namespace}/${name}` },
  })),
})

const isWorkload = ({ kind }: KubernetesObject) => kind === 'Deployment'
const isRoute = ({ kind }: KubernetesObject) => kind === 'VirtualService' || kind === 'HTTPRoute'

/** Everything that can be thrown by hand over these objects. */
export const switchesFor = (manifests: readonly KubernetesObject[]): SwitchGroup[] => [
  prometheus,
  scrapes,
  kubernetes,
  traffic,
  restarts(manifests.filter(isWorkload)),
  ...manifests.filter(isRoute).map(othersAtWork),
]
