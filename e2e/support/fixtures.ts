import { test as base } from '@playwright/test'
import { kubernetesClient } from '../testbed/kubernetes/client'
import { ensureBuild } from '../tools/build.mjs'
import type { ConsoleProcess } from '../tools/console-process.mjs'
import { untilReady } from '../tools/console-process.mjs'
import {
  findTestbedTools,
  startTestbedProcess,
  type TestbedAddresses,
} from '../tools/testbed-process.mjs'
import { type Admin, adminOf } from './admin'
import { type ConsoleEnvironment, environmentOf, startConsole, startReadyConsole } from './console'
import { type RestoringClient, restoringClient } from './restoring-client'

type StartOtherConsole = (env: ConsoleEnvironment, host?: string) => Promise<ConsoleProcess>

type WorkerFixtures = {
  scenario: string
  /** A generated mesh instead of the scenario: `--services 60 --namespaces 6`. */
  size: readonly string[]
  /** The world that is watched. */
  testbed: TestbedAddresses
  /** The production build that watches it. */
  binnacle: ConsoleProcess
}

type TestFixtures = {
  /** Weather, traffic, questions and the ledger; in fair weather when a test begins. */
  admin: Admin
  /** The API server itself, as its admin; what a test patches is put back after it. */
  kubernetes: RestoringClient
  /** Another console over the same test bed, with what differs in its environment. */
  otherConsole: StartOtherConsole
}

const slowStart = 240_000

/** No screen that is tested looks further back, and the past is most of a start. */
const shortPast = ['--history-hours', '1']

export const test = base.extend<TestFixtures, WorkerFixtures>({
  scenario: ['bookinfo', { option: true, scope: 'worker' }],
  size: [[], { option: true, scope: 'worker' }],

  testbed: [
    async ({ scenario, size }, use) => {
      const { BINNACLE_TESTBED_KUBERNETES, BINNACLE_TESTBED_STORE } = process.env
      const tools = await findTestbedTools(BINNACLE_TESTBED_KUBERNETES, BINNACLE_TESTBED_STORE)
      const world = size.length > 0 ? { size } : { scenario, size: shortPast }
      const testbed = await startTestbedProcess({ ...world, tools })
      await use(testbed)
      await testbed.stop()
    },
    { scope: 'worker', timeout: slowStart },
  ],

  binnacle: [
    async ({ testbed }, use) => {
      await ensureBuild()
      const server = await startReadyConsole(environmentOf(testbed))
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: slowStart },
  ],

  baseURL: async ({ binnacle }, use) => {
    await use(binnacle.url)
  },

  admin: [
    async ({ testbed, binnacle }, use) => {
      const admin = adminOf(testbed.adminUrl)
      await admin.fairWeather()
      await admin.traffic(1)
      await untilReady(binnacle)
      await admin.resetQueries()
      await use(admin)
    },
    { auto: true },
  ],

  kubernetes: async ({ testbed }, use) => {
    const { kubernetesUrl: url, caPem, adminToken: token } = testbed.direct
    const client = kubernetesClient({ url, caPem, token })
    const restoring = restoringClient(client)
    await use(restoring)
    await restoring.restore()
    await client.close()
  },

  otherConsole: async ({ testbed }, use) => {
    const started: ConsoleProcess[] = []
    await use(async (env, host) => {
      const server = await startConsole({ ...environmentOf(testbed), ...env }, host)
      started.push(server)
      return server
    })
    await Promise.all(started.map((server) => server.stop()))
  },
})

export const { expect } = test
