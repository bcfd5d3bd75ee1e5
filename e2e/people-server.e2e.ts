import { randomBytes } from 'node:crypto'
import { expect, test } from './support/fixtures'
import { kubernetesClient } from './testbed/kubernetes/client'
import { allow, type Rule, tokenOf } from './testbed/kubernetes/testing/account'
import { untilReady } from './tools/console-process.mjs'

const inDefault: Rule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
  { apiGroups: ['networking.istio.io'], resources: ['virtualservices'], verbs: ['get'] },
]
const rbac = 'rbac.authorization.k8s.io'
const alice = {
  apiVersion: `${rbac}/v1`,
  kind: 'RoleBinding',
  metadata: { name: 'people', namespace: 'default' },
  roleRef: { apiGroup: rbac, kind: 'Role', name: 'somebody' },
  subjects: [
    { kind: 'ServiceAccount', namespace: 'default', name: 'somebody' },
    { kind: 'User', apiGroup: rbac, name: 'alice' },
  ],
}

const secret = 'known to the proxy and to us'
const modes = {
  token: {
    BINNACLE_AUTH: 'token',
    BINNACLE_SESSION_KEY: randomBytes(32).toString('base64'),
  },
  header: { BINNACLE_AUTH: 'header', BINNACLE_HEADER_SECRET: secret },
}

for (const mode of ['token', 'header'] as const)
  test(`mode ${mode} shows a person what they may see, and nobody else anything`, async ({
    testbed,
    otherConsole,
  }) => {
    const { kubernetesUrl: url, caPem, adminToken } = testbed.direct
    const client = kubernetesClient({ url, caPem, token: adminToken })
    await allow(client, 'Role', 'somebody', inDefault)
    await client.apply([alice])
    const token = await tokenOf(client, 'somebody')
    await client.close()
    const proof = { 'x-binnacle-proxy-secret': secret }
    const headers: Record<string, string> =
      mode === 'token'
        ? { authorization: `Bearer ${token}` }
        : { ...proof, 'x-forwarded-user': 'alice' }
    const server = await otherConsole(modes[mode])
    await untilReady(server)
    const ask = (path: string, sent: Record<string, string>) =>
      fetch(`${server.url}${path}`, { headers: sent })

    const readGraph = async () => (await ask('/api/v1/graph', headers)).text()
    // A Kubernetes API that is slow at first is asked again after three seconds.
    await expect.poll(readGraph, { timeout: 15_000 }).toContain('reviews-v2')
    const graph = await readGraph()
    expect(graph).toContain('"hidden"')
    expect(graph).not.toContain('istio-ingress')
    const splits = await (await ask('/api/v1/splits', headers)).json()
    expect(splits.data.map(({ name }: { name: string }) => name)).toContain('reviews')
    const me = await (await ask('/api/v1/me', headers)).json()
    expect(me.data.may.moveTraffic.allowed).toBe('nowhere')

    const strangers: Record<string, string>[] = [
      {},
      { authorization: 'Bearer garbage' },
      { 'x-forwarded-user': 'alice' },
      { 'x-forwarded-user': 'alice', 'x-binnacle-proxy-secret': `${secret}!` },
      { 'x-forwarded-user': 'alice', 'x-forwarded-for': '127.0.0.1', host: 'localhost' },
      { ...proof, 'x-forwarded-user': 'system:admin' },
    ]
    const statuses = await Promise.all(
      strangers.map(async (sent) => (await ask('/api/v1/graph', sent)).status),
    )
    expect(statuses).toEqual(strangers.map(() => 401))
    expect(server.output()).not.toContain(token)
    expect(server.output()).not.toContain(secret)
  })
