import { mkdir } from 'node:fs/promises'
import { kubeconfigOf } from './support/accounts'
import { ambient, hidden, joining, misled, newcomer, onlyTcp } from './support/explain-rows'
import { expect, test } from './support/fixtures'
import { expectNoReason, expectReason } from './support/reasons'
import { kubernetesClient } from './testbed/kubernetes/client'
import { allow, type Rule } from './testbed/kubernetes/testing/account'
import { untilReady } from './tools/console-process.mjs'

test.use({ scenario: 'harbour' })

// What the weather brings about is thrown, and asked for its reason, by the rows of its switches.
const graphOf = (namespaces: string) => `/graph?form=table&refresh=5&namespaces=${namespaces}`

for (const [title, { env, why }] of Object.entries(misled)) {
  test(`${title}: ${why.code} is told, and not by a console that is set right`, async ({
    page,
    testbed,
    otherConsole,
  }) => {
    const { url } = await otherConsole(env(testbed.prometheusUrl))
    await page.goto(`${url}/graph?refresh=5`)
    await expectReason(page, why)
    await page.goto('/graph?refresh=5')
    await page.getByRole('button', { name: 'Why?' }).click()
    await expectNoReason(page, why)
  })
}

test('a namespace joins the mesh: each thing that is missing is told until it is there', async ({
  page,
  kubernetes,
}) => {
  test.slow()
  await page.goto(graphOf(newcomer))
  for (const [title, { why, mend }] of Object.entries(joining)) {
    await test.step(`${title}: ${why.code}`, async () => {
      await expectReason(page, why)
      await mend(kubernetes)
      await expectNoReason(page, why)
    })
  }
})

test(`an ambient namespace without a waypoint: ${onlyTcp.why.code} is told until it has one`, async ({
  page,
  kubernetes,
}) => {
  await page.goto(graphOf(ambient))
  await expectReason(page, onlyTcp.why)
  await onlyTcp.mend(kubernetes)
  await expectNoReason(page, onlyTcp.why)
})

const look = ['get', 'list', 'watch']
const core: Rule = { apiGroups: [''], resources: ['namespaces', 'pods', 'services'], verbs: look }

test(`${hidden.code} is told to who may not see a namespace, until they may`, async ({
  page,
  testbed,
  otherConsole,
}, { outputDir }) => {
  await mkdir(outputDir, { recursive: true })
  const { kubernetesUrl: url, caPem, adminToken: token } = testbed.direct
  const client = kubernetesClient({ url, caPem, token })
  try {
    await allow(client, 'Role', 'newcomer', [core])
    const KUBECONFIG = await kubeconfigOf(client, testbed, 'newcomer', outputDir)
    const console = await otherConsole({ KUBECONFIG })
    await untilReady(console)
    await page.goto(console.url + graphOf('orders'))
    await expectReason(page, hidden)
    await expect(page.getByRole('main')).not.toContainText('payments')
    await allow(client, 'ClusterRole', 'newcomer', [core])
    await expectNoReason(page, hidden, 60_000)
  } finally {
    await client.close()
  }
})
