import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)

const unitTests = [
  '{app,components,deploy,lib,e2e/tools,e2e/support,e2e/bench}/**/*.test.{ts,tsx}',
  '*.test.{ts,tsx}',
]

/** What replaces modules or has a page leaves them behind for the next file of its process. */
const leavesThingsBehind = /\bvi\.(?:do)?[mM]ock\(|@vitest-environment jsdom/

/** Unit tests that need a process each. The others share one, which spares a third of the time. */
const apart = ['app', 'components', 'deploy', 'lib', 'e2e/tools', 'e2e/support', 'e2e/bench', '.']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: folder !== '.', encoding: 'utf8' }).map(
      (name) => path.join(folder, name),
    ),
  )
  .filter((file) => /\.test\.tsx?$/.test(file))
  .filter((file) => leavesThingsBehind.test(readFileSync(path.join(root, file), 'utf8')))

export default defineConfig({
  resolve: {
    alias: {
      '@': root,
      // The package throws outside of a React server; its own empty module is what a server gets.
      'server-only': path.join(root, 'node_modules/server-only/empty.js'),
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: unitTests,
          exclude: apart,
          isolate: false,
          unstubEnvs: true,
          unstubGlobals: true,
          // A worker thread is a while in starting where much else runs.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'unit-apart',
          include: apart,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'testbed',
          include: ['e2e/{testbed,differential}/**/*.test.ts'],
          exclude: ['e2e/testbed/kubernetes/real/**'],
          testTimeout: 60_000,
          // Most of their time is spent waiting for Prometheus and for the clock.
          maxWorkers: 2,
          // Projects with other numbers of workers run one after another.
          sequence: { groupOrder: 1 },
          hookTimeout: 60_000,
        },
      },
      {
        // What holds for Prometheus as well, on VictoriaMetrics: see `npm test`.
        extends: true,
        test: {
          name: 'victoria-metrics',
          include: [
            'e2e/differential/{counting-rule,mtls-observed,mtls-scraped,mtls-scraping}.test.ts',
            'e2e/differential/ledger/{bookinfo,scrapes}.test.ts',
          ],
          env: { BINNACLE_TESTBED_STORE: 'victoria-metrics' },
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // What holds for the embedded Kubernetes API as well, on a real one: see `npm test`.
        extends: true,
        test: {
          name: 'kubernetes',
          include: [
            'e2e/testbed/kubernetes/conformance/*.test.ts',
            'e2e/testbed/kubernetes/real/*.test.ts',
            'e2e/testbed/cluster/cluster.test.ts',
            'e2e/differential/{deployed-rights,service-proxy,split-patch.fuzz,policy-patch.fuzz,write-split,write-split-rights,revert-split,create-split,write-mtls,write-mtls-refused,write-mtls-rights,revert-mtls}.test.ts',
          ],
          globalSetup: 'e2e/testbed/kubernetes/testing/real-kubernetes.ts',
          // Each writes to etcd's disk and is cleaned up after: the thousand are tried on the embedded API.
          env: { BINNACLE_FUZZ_RUNS: '250' },
          // One API server for all files, which take turns.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
