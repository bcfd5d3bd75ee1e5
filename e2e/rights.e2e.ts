import { mkdir } from 'node:fs/promises'
import { kubeconfigOf } from './support/accounts'
import { expect, test } from './support/fixtures'
import { card } from './support/graph-page'
import { kubernetesClient } from './testbed/kubernetes/client'
import { allow, type Rule } from './testbed/kubernetes/testing/account'
import { untilReady } from './tools/console-process.mjs'

const look = ['get', 'list', 'watch']
const core: Rule = { apiGroups: [''], resources: ['namespaces', 'pods', 'services'], verbs: look }
const apps: Rule = { apiGroups: ['apps'], resources: ['deployments'], verbs: look }
const routes: Rule = {
  apiGroups: ['networking.istio.io'],
  resources: ['virtualservices'],
  verbs: look,
}

const rules: Rule = {
  apiGroups: ['networking.istio.io'],
  resources: ['destinationrules', 'serviceentries'],
  verbs: look,
}

const withClient = test.extend<{ client: ReturnType<typeof kubernetesClient> }>({
  client: async ({ testbed }, use) => {
    const { kubernetesUrl: url, caPem, adminToken: token } = testbed.direct
    const client = kubernetesClient({ url, caPem, token })
    await use(client)
    await client.close()
  },
})

withClient(
  'a forbidden kind is named, the rest works, and a grant is noticed',
  { tag: '@kubernetes' },
  async ({ page, client, testbed, otherConsole }, { outputDir }) => {
    await mkdir(outputDir, { recursive: true })
    await allow(client, 'ClusterRole', 'without-routes', [core, apps, rules])
    const KUBECONFIG = await kubeconfigOf(client, testbed, 'without-routes', outputDir)
    const console = await otherConsole({ KUBECONFIG })
    await page.goto(`${console.url}/graph?refresh=5`)
    const warnings = page.getByRole('list', { name: 'Warnings' })
    await expect(warnings).toContainText('Kubernetes does not allow this: VirtualServices')
    await expect(card(page, /^istio-ingressgateway.*gateway/)).toBeVisible()
    await allow(client, 'ClusterRole', 'without-routes', [core, apps, rules, routes])
    await expect(warnings).toBeHidden({ timeout: 45_000 })
    await expect(card(page, /^reviews-v2.*traffic split/)).toBeVisible()
  },
)

withClient('absent CRDs are named, and noticed when they come', async ({ page, client }) => {
  const crd =
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/virtualservices.networking.istio.io'
  const list = '/apis/networking.istio.io/v1/virtualservices'
  const definition = await client.get(crd)
  const { items } = await client.list(list)
  const fresh = ({
    metadata: { resourceVersion: _, uid: __, ...metadata },
    ...rest
  }: typeof definition) => ({ ...rest, metadata })
  await page.goto('/graph?refresh=5')
  await client.delete(crd)
  try {
    const warnings = page.getByRole('list', { name: 'Warnings' })
    await expect(warnings).toContainText('no VirtualServices', { timeout: 30_000 })
    await expect(card(page, /^productpage-v1/)).toBeVisible()
  } finally {
    await client.apply([fresh(definition)])
    await client.apply(items.map(fresh))
  }
  await expect(page.getByRole('list', { name: 'Warnings' })).toBeHidden({ timeout: 45_000 })
  await expect(card(page, /^reviews-v2.*traffic split/)).toBeVisible()
})

withClient(
  'what a viewer may not see is one nameless node, in every view',
  { tag: '@kubernetes' },
  async ({ client, testbed, otherConsole }, { outputDir }) => {
    await mkdir(outputDir, { recursive: true })
    await allow(client, 'Role', 'default-only', [core, apps, routes])
    const KUBECONFIG = await kubeconfigOf(client, testbed, 'default-only', outputDir)
    await allow(client, 'ClusterRole', 'default-only', [{ ...core, resources: ['namespaces'] }])
    const console = await otherConsole({ KUBECONFIG })
    await untilReady(console)
    for (const view of ['workload', 'namespace', 'service']) {
      const read = async () => {
        const reply = await fetch(`${console.url}/api/v1/graph?view=${view}&latency=true&mtls=true`)
        return reply.text()
      }
      await expect.poll(read).toContain('"kind":"hidden"')
      const text = await read()
      expect(text).toContain('default')
      expect(text).not.toContain('istio-system')
      expect(text).not.toContain('ingressgateway')
    }
  },
)
