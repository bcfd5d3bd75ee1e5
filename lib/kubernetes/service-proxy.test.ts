import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'
import { request } from 'undici'
import { expect, onTestFinished, test, vi } from 'vitest'
import { forgetKubeConfig } from './kube-config'
import { throughApiServer } from './service-proxy'

const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-kubeconfig-'))
const kubeconfig = path.join(folder, 'config')

vi.mock('../env', () => ({ readEnv: () => ({ kubeconfig, inCluster: false }) }))

const named = (commonName: string, ip?: string) =>
  generate([{ name: 'commonName', value: commonName }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      ...(ip ? [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip }] }] : []),
    ],
  })

const base64 = (text: string) => Buffer.from(text).toString('base64')

test('a service is asked with the kubeconfig’s certificate, and under a path of its own', async () => {
  const [api, alice] = await Promise.all([named('api', '127.0.0.1'), named('alice')])
  const tls = { key: api.private, cert: api.cert, ca: alice.cert }
  const server = createServer({ ...tls, requestCert: true }, ({ socket, url }, response) => {
    // Served by https, so the socket is one of TLS.
    const { subject } = (socket as TLSSocket).getPeerCertificate()
    response.end(`${subject.CN} ${url}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    forgetKubeConfig()
    rmSync(folder, { recursive: true })
  })
  // Listening on TCP, so the address is an AddressInfo.
  const { port } = server.address() as AddressInfo
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': base64(api.cert),
  }
  const user = {
    'client-certificate-data': base64(alice.cert),
    'client-key-data': base64(alice.private),
  }
  const config = {
    'current-context': 'bed',
    contexts: [{ name: 'bed', context: { cluster: 'bed', user: 'alice' } }],
    clusters: [{ name: 'bed', cluster }],
    users: [{ name: 'alice', user }],
  }
  // JSON is YAML.
  writeFileSync(kubeconfig, JSON.stringify(config))
  const service = { namespace: 'istio-system', service: 'prometheus:9090', path: '/prom' }
  const { url, headers, dispatcher } = await throughApiServer(service)()
  const { body } = await request(`${url}/api/v1/query`, { headers, dispatcher })
  expect(await body.text()).toBe(
    'alice /api/v1/namespaces/istio-system/services/prometheus:9090/proxy/prom/api/v1/query',
  )
})
