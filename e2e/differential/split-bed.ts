import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  applyRevertBody,
  applySplitBody,
  applySplitReply,
  planRevertBody,
  planSplitBody,
  planSplitReply,
} from '../../lib/api/split-changes'
import { splitParams, splitReply, splitSearch } from '../../lib/api/splits'
import { forgetKubeConfig } from '../../lib/kubernetes/kube-config'
import { runningWatchCache, watchCache } from '../../lib/kubernetes/watch-cache'
import { getHandler } from '../../lib/server/handler'
import { postHandler } from '../../lib/server/post-handler'
import { readSplit } from '../../lib/server/splits/read-split'
import { applyRevert, applySplit, planRevert, planSplit } from '../../lib/server/splits/write-split'
import type { KubernetesClient } from '../testbed/kubernetes/client'
import { startApiUnderTest } from '../testbed/kubernetes/testing/api-under-test'
import { stopStack } from '../testbed/stop-stack'
import { type KubernetesProxy, startKubernetesProxy } from '../testbed/weather/kubernetes-weather'

/** The product's own handlers, with the bed's Kubernetes API and its weather behind them. */
export type SplitBed = {
  admin: KubernetesClient
  weather: KubernetesProxy
  ask: (route: RouteName) => Promise<Answer>
  plan: (route: RouteName, body: object) => Promise<Answer>
  apply: (route: RouteName, body: object) => Promise<Answer>
  planRevert: (route: RouteName, body: object) => Promise<Answer>
  revert: (route: RouteName, body: object) => Promise<Answer>
  /** Until the console knows of everything that the admin has written. */
  settle: (check: () => boolean) => Promise<void>
  stop: () => Promise<void>
}

export type RouteName = { namespace: string; kind: string; name: string }
export type Answer = { status: number; body: AnswerBody }
/** Whatever a handler answers: each test looks at what it is about. */
// biome-ignore lint/suspicious/noExplicitAny: parsed by the expectations of the tests
type AnswerBody = any

const address = 'http://127.0.0.1:3000'

export const kubeconfigPath = path.join(
  mkdtempSync(path.join(tmpdir(), 'binnacle-splits-')),
  'config',
)

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response>

export const asker =
  (handler: Handler, method: 'GET' | 'POST') =>
  async (route: Record<string, string>, body?: object): Promise<Answer> => {
    const request = new Request(`${address}/api/v1/splits`, {
      method,
      headers: { host: '127.0.0.1:3000', origin: address, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const response = await handler(request, { params: Promise.resolve(route) })
    return { status: response.status, body: await response.json() }
  }

const params = splitParams.shape

export async function startSplitBed(): Promise<SplitBed> {
  const stops = stopStack()
  const { api, client: admin } = await stops.keep(startApiUnderTest())
  const upstream = { url: api.url, caPem: api.caPem, token: api.adminToken }
  const weather = await stops.keep(startKubernetesProxy(upstream))
  writeFileSync(
    kubeconfigPath,
    api
      .kubeconfig()
      .replace(api.url, weather.url)
      .replace(
        Buffer.from(api.caPem).toString('base64'),
        Buffer.from(weather.caPem).toString('base64'),
      ),
  )
  forgetKubeConfig()
  stops.push(async () => {
    runningWatchCache()?.close()
    rmSync(path.dirname(kubeconfigPath), { recursive: true })
  })
  return {
    admin,
    weather,
    ask: asker(getHandler(splitParams.extend(splitSearch.shape), splitReply, readSplit), 'GET'),
    plan: asker(postHandler(planSplitBody.extend(params), planSplitReply, planSplit), 'POST'),
    apply: asker(postHandler(applySplitBody.extend(params), applySplitReply, applySplit), 'POST'),
    planRevert: asker(
      postHandler(planRevertBody.extend(params), planSplitReply, planRevert),
      'POST',
    ),
    revert: asker(
      postHandler(applyRevertBody.extend(params), applySplitReply, applyRevert),
      'POST',
    ),
    settle: async (check) => {
      await watchCache().settled
      while (!check()) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    stop: stops.stopAll,
  }
}
