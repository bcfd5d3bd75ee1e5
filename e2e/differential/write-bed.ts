import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { forgetKubeConfig } from '../../lib/kubernetes/kube-config'
import { runningWatchCache, watchCache } from '../../lib/kubernetes/watch-cache'
import type { KubernetesClient } from '../testbed/kubernetes/client'
import { allow, type Rule, tokenOf } from '../testbed/kubernetes/testing/account'
import { startApiUnderTest } from '../testbed/kubernetes/testing/api-under-test'
import { stopStack } from '../testbed/stop-stack'
import { type KubernetesProxy, startKubernetesProxy } from '../testbed/weather/kubernetes-weather'
import { watch } from './watch'

/** What the product's own handlers need behind them: the bed's Kubernetes API and its weather. */
export type WriteBed = {
  admin: KubernetesClient
  weather: KubernetesProxy
  /** Until the console knows of everything that the admin has written. */
  settle: (check: () => boolean) => Promise<void>
  stop: () => Promise<void>
}

export type Answer = { status: number; body: AnswerBody }
/** Whatever a handler answers: each test looks at what it is about. */
// biome-ignore lint/suspicious/noExplicitAny: parsed by the expectations of the tests
type AnswerBody = any

const address = 'http://127.0.0.1:3000'

export const kubeconfigPath = path.join(
  mkdtempSync(path.join(tmpdir(), 'binnacle-writes-')),
  'config',
)

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response>

export const asker =
  (handler: Handler, method: 'GET' | 'POST') =>
  async (route: Record<string, string>, body?: object): Promise<Answer> => {
    const request = new Request(`${address}/api/v1`, {
      method,
      headers: { host: '127.0.0.1:3000', origin: address, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const response = await handler(request, { params: Promise.resolve(route) })
    return { status: response.status, body: await response.json() }
  }

/** The person is the admin, or a ServiceAccount that may do this much and no more. */
export async function startWriteBed(rules?: Rule[]): Promise<WriteBed> {
  const stops = stopStack()
  const { api, client: admin } = await stops.keep(startApiUnderTest())
  const upstream = { url: api.url, caPem: api.caPem, token: api.adminToken }
  const weather = await stops.keep(startKubernetesProxy(upstream))
  const authority = (pem: string) => Buffer.from(pem).toString('base64')
  if (rules) await allow(admin, 'ClusterRole', 'writer', rules)
  const token = rules && (await tokenOf(admin, 'writer'))
  const through = api.kubeconfig(token).replace(api.url, weather.url)
  writeFileSync(kubeconfigPath, through.replace(authority(api.caPem), authority(weather.caPem)))
  watch({ kubeconfig: kubeconfigPath })
  forgetKubeConfig()
  stops.push(async () => {
    runningWatchCache()?.close()
    rmSync(path.dirname(kubeconfigPath), { recursive: true })
  })
  return {
    admin,
    weather,
    settle: async (check) => {
      await watchCache().settled
      while (!check()) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    stop: stops.stopAll,
  }
}
