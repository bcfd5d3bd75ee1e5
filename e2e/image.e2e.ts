import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from './support/fixtures'
import { card } from './support/graph-page'
import { type Image, layOutImage } from './support/image'
import { remoteWrite } from './testbed/prometheus/remote-write'
import { type ConsoleProcess, untilReady } from './tools/console-process.mjs'

/** The image's files, laid out as the Dockerfile says, where nothing can be written. */
let image: Image
let server: ConsoleProcess | undefined
// The build that the image is made of is that of the fixture.
test.beforeEach(async ({ binnacle: _ }) => {
  image = await layOutImage()
})
test.afterEach(async () => {
  await server?.stop()
  image.remove()
})

const when = Date.now() - 20 * 3_600_000

/** So much of it that it is unpacked and drawn by the workers, which are files of their own. */
const manyCalls = Array.from({ length: 1_500 }, (_, index) => ({
  labels: {
    __name__: 'istio_requests_total',
    job: 'mesh',
    namespace: 'image',
    pod: `p-${index}`,
    reporter: 'source',
    source_workload: `caller-${index}`,
    source_workload_namespace: 'image',
    destination_workload: 'h',
    destination_workload_namespace: 'image',
    destination_service: 'h.image.svc.cluster.local',
    destination_service_name: 'h',
    destination_service_namespace: 'image',
    request_protocol: 'http',
    response_code: '200',
    response_flags: '-',
    connection_security_policy: 'mutual_tls',
  },
  times: [when - 60_000, when - 30_000, when],
  values: [0, 300, 600],
}))

test('the image shows the mesh, draws a large one, writes nothing, and ends when it is told to', async ({
  page,
  testbed,
}) => {
  const kubeconfig = test.info().outputPath('kubeconfig')
  await writeFile(kubeconfig, await readFile(testbed.kubeconfigPath), { mode: 0o644 })
  const before = image.files()
  server = await image.run({
    BINNACLE_AUTH: 'anonymous',
    KUBECONFIG: kubeconfig,
    BINNACLE_PROMETHEUS_URL: testbed.prometheusUrl,
  })
  await untilReady(server)

  const missing: string[] = []
  page.on('response', (response) => {
    if (response.status() >= 400) missing.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(`${server.url}/graph`)
  await expect(card(page, /^productpage-v1/)).toBeVisible()
  expect(missing).toEqual([])
  const script = await page.request.get(`${server.url}/embed.js`)
  expect(await script.text()).toContain('binnacle-panel')
  expect(script.headers()['keep-alive']).toBe('timeout=75')

  await remoteWrite(testbed.direct.prometheusUrl, manyCalls)
  const graph = await page.request.get(`${server.url}/api/v1/graph`, {
    params: { at: String(when + 1_000), window: '1m', namespaces: 'image', view: 'workload' },
  })
  expect(graph.status()).toBe(200)
  expect((await graph.json()).data.edges).toHaveLength(manyCalls.length)

  server.child.kill('SIGTERM')
  // By itself, with what a shell calls this end: nobody had to kill it.
  expect(await server.exited).toEqual({ code: 143, signal: null })
  expect(image.files()).toEqual(before)
  expect(server.output()).not.toMatch(/EACCES|EROFS/)
})

test('the image does not start as everybody’s kubeconfig user', async () => {
  server = await image.run({ BINNACLE_AUTH: 'kubeconfig' })
  expect(await server.exited).toMatchObject({ code: 78 })
  expect(server.output()).toMatch(/Binnacle does not start: HOST is 0\.0\.0\.0/)
})
