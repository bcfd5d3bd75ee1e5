// The picture of the README: `npm run demo` in one terminal, this in another.
// node --import tsx e2e/tools/screenshot.ts
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { root } from './processes.mjs'
import { findTools } from './tools.mjs'

const { chromium: executablePath } = await findTools(['chromium'])
const record = await readFile(path.join(root, '.testbed/run.json'), 'utf8')
// Written by our own demo.
const { url } = JSON.parse(record) as { url: string }

const browser = await chromium.launch({ executablePath })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
await page.goto(`${url}/graph?services=true&edges=rate,share`)
await page.getByRole('button', { name: /^reviews-v2, default/ }).click()
await page.getByRole('complementary').getByRole('heading', { name: 'Outcomes' }).waitFor()
await page.getByRole('complementary').locator('svg.recharts-surface').nth(1).waitFor()
// The picture makes room for the panel, and the charts are drawn.
await page.waitForLoadState('networkidle')
await page.screenshot({ path: path.join(root, 'public/screenshot.png') })
await browser.close()
