import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { hasPackages, installPackage, isDebian, isRoot } from './debian.mjs'
import { root, run } from './processes.mjs'

/** "Chromium 156.0.8078.79 built on …", "Google Chrome 156.0…" */
export const versionIn = (text) => /\b(?:Chrom\w+)\b\D*(\d+(?:\.\d+){3})/.exec(text)?.[1] ?? null

async function inspect(file) {
  // Ubuntu's chromium-browser is a script that only says where to install it from.
  return versionIn(await run(file, ['--version']).catch((error) => error.message))
}

const playwright = path.join(root, 'node_modules/@playwright/test')

/** Starts whatever Playwright unpacked, under a name that does not change with its version. */
const launcher = (executable) => `#!/bin/sh\nexec "$(dirname "$0")/${executable}" "$@"\n`

/** With the browser kept in our cache, so that it is found again by the same rule as the rest. */
async function fromPlaywright(folder) {
  const { version } = JSON.parse(await readFile(path.join(playwright, 'package.json'), 'utf8'))
  const env = { PLAYWRIGHT_BROWSERS_PATH: folder }
  const cli = path.join(playwright, 'cli.js')
  await run(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { env })
  const question =
    "import('@playwright/test').then((p) => console.log(p.chromium.executablePath()))"
  const executable = await run(process.execPath, ['--input-type=module', '-e', question], { env })
  const text = launcher(path.relative(folder, executable.trim()))
  await writeFile(path.join(folder, 'chromium'), text, { mode: 0o755 })
  return `playwright-${version}`
}

export const chromium = {
  name: 'chromium',
  title: 'Chromium',
  variable: 'BINNACLE_CHROMIUM',
  wanted: 'a Chromium or Chrome that runs',
  advice: 'Install Chromium (or Chrome)',
  // The shell is the same browser without windows: opening a page costs it two fifths less of the processor.
  executables: [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'Google Chrome',
    'Chromium',
  ],
  places: [
    '/usr/bin',
    '/snap/bin',
    '/opt/google/chrome',
    '/Applications/Google Chrome.app/Contents/MacOS',
    '/Applications/Chromium.app/Contents/MacOS',
  ],
  cached: 'chromium',
  inspect,
  ways: [
    ...['chromium-headless-shell', 'chromium'].map((name) => ({
      name: `Debian's package ${name}`,
      installs: true,
      isPossible: () => isRoot() && hasPackages() && isDebian(),
      fetch: () => installPackage(name),
    })),
    {
      name: "Playwright's own download",
      isPossible: () => existsSync(playwright),
      fetch: fromPlaywright,
    },
  ],
}
