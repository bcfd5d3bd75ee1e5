// `npm run demo [-- --scenario NAME | --services N --namespaces M] [--kubernetes real]
// [--store victoria-metrics]`: from a fresh clone to a console over a mesh under traffic.
// Plain JavaScript without dependencies: it runs before anything is installed.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuild } from './build.mjs'
import { startConsoleProcess, untilReady } from './console-process.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { newKeys, startPortal } from './portal/portal.mjs'
import { choosePort, firstFreePort } from './ports.mjs'
import { endOnSignals, root, stopAll } from './processes.mjs'
import { step } from './progress.mjs'
import { findTestbedTools, startTestbedProcess } from './testbed-process.mjs'

const record = path.join(root, '.testbed/run.json')

/** A generated mesh where a size is asked for, else a scenario. */
function worldOf({ scenario, services, namespaces, dense, seed }) {
  if (!services) return { scenario }
  const size = { services, namespaces, dense, seed }
  return { size: Object.entries(size).flatMap(([name, value]) => [`--${name}`, value]) }
}

/** For the console to read; the portal's own copy is in this process. */
async function writeKeys(port, keySet) {
  const file = path.join(path.dirname(record), `panel-keys-${port}.json`)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, keySet, { mode: 0o600 })
  return file
}

async function startDemo({ kubernetes, store, ...world }) {
  const port = await choosePort(process.env.PORT)
  await ensureDependencies()
  const tools = await findTestbedTools(kubernetes, store)
  const [testbed] = await Promise.all([
    step('Starting the test bed', () => startTestbedProcess({ ...worldOf(world), tools })),
    ensureBuild(),
  ])
  const portalPort = await firstFreePort(port + 1)
  const portalUrl = `http://localhost:${portalPort}`
  const { secret, keySet } = newKeys()
  const panelKeys = await writeKeys(portalPort, keySet)
  const server = startConsoleProcess({
    port,
    env: {
      KUBECONFIG: testbed.kubeconfigPath,
      BINNACLE_PROMETHEUS_URL: testbed.prometheusUrl,
      BINNACLE_EMBED_ORIGINS: portalUrl,
      BINNACLE_EMBED_KEYS_FILE: panelKeys,
    },
  })
  await step('Starting the console', () => untilReady(server))
  await startPortal({ port: portalPort, consoleUrl: server.url, secret })
  return { testbed, server, portalUrl }
}

async function writeRecord({ testbed, server, portalUrl }) {
  const { kubeconfigPath: kubeconfig, prometheusUrl, adminUrl } = testbed
  await mkdir(path.dirname(record), { recursive: true })
  const addresses = { url: server.url, portalUrl, kubeconfig, prometheusUrl, adminUrl }
  await writeFile(record, `${JSON.stringify(addresses, null, 2)}\n`)
}

async function stopDemo() {
  await rm(record, { force: true })
  await stopAll()
}

/** Both live as long as the demo; the first that ends by itself ends it. */
const firstEnd = ({ testbed, server }) =>
  Promise.race([
    testbed.exited.then(() => `The test bed has ended.\n${testbed.output()}`),
    server.exited.then(() => `The console has ended.\n${server.output()}`),
  ])

async function main() {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'bookinfo' },
      services: { type: 'string' },
      namespaces: { type: 'string', default: '1' },
      dense: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      kubernetes: { type: 'string', default: 'embedded' },
      store: { type: 'string', default: 'prometheus' },
    },
  })
  const running = await startDemo(values)
  await writeRecord(running)
  console.log(`Binnacle is ready: ${running.server.url}`)
  console.log(`Its panels in a page of somebody else’s: ${running.portalUrl}`)
  console.log(`Bad weather at will: ${running.testbed.adminUrl}`)
  throw new Error(await firstEnd(running))
}

let stopping = false
endOnSignals(() => {
  stopping = true
  return stopDemo()
})
main().catch(async (error) => {
  // On a signal everything ends at our word: nothing to complain of.
  if (stopping) return
  console.error(error.message)
  await stopDemo()
  process.exitCode = 1
})
