import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { isUpstreamError } from '../../lib/errors'
import { forgetKubeConfig } from '../../lib/kubernetes/kube-config'
import { throughApiServer } from '../../lib/kubernetes/service-proxy'
import type { PrometheusAccess } from '../../lib/prometheus/access'
import { rangeQuery } from '../../lib/prometheus/client'
import { instantQuery } from '../../lib/prometheus/instant-query'
import { configuredAccess } from '../../lib/server/configured-access'
import { explainFailure } from '../../lib/server/explain/store-failure'
import { allow, tokenOf } from '../testbed/kubernetes/testing/account'
import { type ApiUnderTest, startApiUnderTest } from '../testbed/kubernetes/testing/api-under-test'
import { reachableAddress, serveBehind } from '../testbed/kubernetes/testing/reachable-service'
import { type LonePrometheus, startLonePrometheus } from './lone-prometheus'
import { watch } from './watch'

/** A laptop without a port-forward: the product's questions go through the API server's service proxy. */
const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-service-proxy-'))
const kubeconfig = path.join(folder, 'config')
const never = new AbortController().signal
const at = Math.floor(Date.now() / 60_000) * 60_000

let server: ApiUnderTest
let prometheus: LonePrometheus
let answer: (response: ServerResponse) => void

const slow = createServer((_, response) => answer(response))
const relay = createTcpServer((socket) => {
  const onward = connect(Number(new URL(prometheus.url).port), '127.0.0.1')
  socket.pipe(onward).pipe(socket)
  for (const end of [socket, onward]) end.on('error', () => end.destroy())
})

async function listen(one: Server): Promise<number> {
  await new Promise<void>((resolve) => one.listen(0, reachableAddress(), resolve))
  // Listening on TCP, so the address is an AddressInfo.
  return (one.address() as AddressInfo).port
}

const question = { query: 'harbour{}', groupLabels: ['job'], labels: ['port'] }
const range = { query: 'harbour{}', start: at - 60_000, end: at, stepSeconds: 15 }

const via = (service: string): PrometheusAccess => ({
  ...configuredAccess(),
  through: throughApiServer({ namespace: 'default', service, path: '' }),
})

async function use(account: string): Promise<void> {
  writeFileSync(kubeconfig, server.api.kubeconfig(await tokenOf(server.client, account)))
  forgetKubeConfig()
}

beforeAll(async () => {
  ;[server, prometheus] = await Promise.all([startApiUnderTest(), startLonePrometheus()])
  await prometheus.write([
    { labels: { __name__: 'harbour', job: 'quay', port: '1' }, times: [at - 1_000], values: [7] },
  ])
  await serveBehind(server.client, 'prometheus', { port: await listen(relay) })
  await serveBehind(server.client, 'slow', { port: await listen(slow) })
  const rule = { apiGroups: [''], resources: ['services/proxy'], verbs: ['create'] }
  await allow(server.client, 'ClusterRole', 'asking', [rule])
  await allow(server.client, 'ClusterRole', 'idle', [{ ...rule, verbs: ['get'] }])
  watch({ kubeconfig, prometheusUrl: 'kubernetes://default/services/prometheus:9090' })
  await use('asking')
  // Rights and endpoints are a moment behind the objects that give them.
  const ready = () => instantQuery(configuredAccess(), question, at, never)
  await vi.waitFor(ready, { timeout: 10_000, interval: 200 })
})

beforeEach(() => use('asking'))

afterAll(async () => {
  slow.closeAllConnections()
  slow.close()
  relay.close()
  await prometheus?.stop()
  await server.stop()
  rmSync(folder, { recursive: true })
})

describe('what Prometheus answers', () => {
  test('to an instant query is what it answers without the API server', async () => {
    const direct = await instantQuery({ url: prometheus.url }, question, at, never)
    expect(direct.values).toHaveLength(1)
    expect(await instantQuery(configuredAccess(), question, at, never)).toEqual(direct)
  })

  test('to a range query as well', async () => {
    const direct = await rangeQuery({ url: prometheus.url }, range, never)
    expect(direct.series).toHaveLength(1)
    expect(await rangeQuery(configuredAccess(), range, never)).toEqual(direct)
  })

  test('arrives whole when it is large', async () => {
    const result = Array.from({ length: 60_000 }, (_, port) => ({
      metric: { job: 'quay', port: `port-${port}` },
      value: [at / 1_000, String(port)],
    }))
    const packed = gzipSync(
      JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }),
    )
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
    const { values } = await instantQuery(via('slow:web'), question, at, never)
    expect(values).toEqual(Float64Array.from(result.keys()))
  })

  test('is not waited for by who has left, and Prometheus sees that', async () => {
    const leaving = new AbortController()
    const closed = new Promise((resolve) => {
      answer = (response) => {
        response.once('close', resolve)
        leaving.abort(new Error('left the page'))
      }
    })
    const asked = instantQuery(via('slow:web'), question, at, leaving.signal)
    await expect(asked).rejects.toThrow('left the page')
    await closed
  })
})

async function failureOf(access: PrometheusAccess) {
  const error = await instantQuery(access, question, at, never).catch((thrown: unknown) => thrown)
  if (!isUpstreamError(error)) throw error
  return [error.message, explainFailure(error, question.query).title]
}

describe('where there is no answer', () => {
  test('a person without the right is told so', async () => {
    await use('idle')
    expect(await failureOf(configuredAccess())).toEqual([
      'Kubernetes does not allow this',
      'You may not ask Prometheus through the Kubernetes API',
    ])
  })

  test('credentials that have ended are read again', async () => {
    writeFileSync(kubeconfig, server.api.kubeconfig('ended'))
    forgetKubeConfig()
    expect(await failureOf(configuredAccess())).toEqual([
      'Kubernetes does not accept our credentials',
      'The Kubernetes API, which leads to Prometheus, does not accept your credentials',
    ])
    const token = await tokenOf(server.client, 'asking')
    writeFileSync(kubeconfig, server.api.kubeconfig(token))
    await instantQuery(configuredAccess(), question, at, never)
  })

  test.each(['absent:9090', 'prometheus:80', 'prometheus:other'])(
    'nobody is behind %s',
    async (service) => {
      expect(await failureOf(via(service))).toEqual([
        'Prometheus cannot be reached',
        'The Kubernetes API finds no Prometheus behind that service',
      ])
    },
  )

  test('an API server that is away is not taken for Prometheus', async () => {
    const token = await tokenOf(server.client, 'asking')
    const away = server.api.kubeconfig(token).replace(server.api.url, 'https://127.0.0.1:9')
    writeFileSync(kubeconfig, away)
    forgetKubeConfig()
    expect(await failureOf(configuredAccess())).toEqual([
      'Kubernetes cannot be reached',
      'The Kubernetes API, which leads to Prometheus, does not answer',
    ])
  })

  test('Prometheus’ own refusal is told as its own', async () => {
    answer = (response) => response.writeHead(403).end('tenants only')
    expect(await failureOf(via('slow:web'))).toEqual([
      'Prometheus does not allow this',
      'Prometheus does not allow this question',
    ])
  })
})
