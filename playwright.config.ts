import { defineConfig } from '@playwright/test'
import { findTools, toolVariables } from './e2e/tools/tools.mjs'

const tools = await findTools()
// The workers read this file again and start the test bed: they need not look a second time.
Object.assign(process.env, toolVariables(tools))

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  outputDir: 'test-results',
  // One test bed, whose weather and weights every test may change.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  // Long enough for a busy machine of two cores; what is fast is measured, not waited for.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    // A trace costs a tenth of the processor: by hand, with `--trace on`. The last picture is kept.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: tools.chromium,
      // Nothing of the browser's own goes over the network.
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
})
