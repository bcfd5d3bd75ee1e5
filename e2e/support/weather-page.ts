import type { Locator, Page } from '@playwright/test'
import type { ConsoleProcess } from '../tools/console-process.mjs'
import type { Admin } from './admin'
import { expect } from './fixtures'
import { expectNoReason, expectReason } from './reasons'
import { healing, type Row, type Says, type ThrownSwitch } from './weather-rows'

const patience = (isSlow = false) => ({ timeout: isSlow ? 120_000 : 40_000 })

const warnings = (page: Page): Locator => page.getByRole('list', { name: 'Warnings' })
const alerts = (page: Page): Locator => page.getByRole('main').getByRole('alert')
const silence = (page: Page): Locator =>
  page.getByRole('main').getByRole('status').filter({ hasText: 'No traffic seen' })

/** A row of the graph's table, which has the picture's words above it and is quicker to draw. */
const call = (page: Page, name: RegExp | string): Locator =>
  page.getByRole('table', { name: /calls of the service graph/i }).getByRole('button', { name })

const toDetails = 'productpage-v1 to details-v1'
const detailsCall = (page: Page): Locator => call(page, toDetails)

/** Requests per second from productpage to details, as the table says. */
export async function rateOfDetails(page: Page): Promise<number> {
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: toDetails }) })
  return Number(/([\d.]+)\/s/.exec((await row.textContent()) ?? '')?.[1])
}

/** Until an answer that was asked for after this is there. A question that another one replaces has none. */
async function renewed(page: Page) {
  const now = Date.now()
  const response = await page.waitForResponse(
    (one) => one.url().includes('/api/v1/graph') && one.request().timing().startTime >= now,
  )
  expect(response.status()).toBe(200)
}

async function saysNothing(page: Page) {
  await expect(alerts(page)).toBeHidden(patience())
  await expect(warnings(page)).toBeHidden(patience())
  await expect(silence(page)).toBeHidden(patience())
}

async function expectSaid(page: Page, says: Says, isSlow: boolean) {
  if (says === 'nothing') {
    await renewed(page)
    return saysNothing(page)
  }
  if ('alert' in says) {
    const alert = alerts(page).filter({ hasText: says.alert })
    await expect(alert).toBeVisible(patience(isSlow))
    await expect(alert).toContainText(/since \d/i)
    return expect(detailsCall(page)).toBeVisible()
  }
  if ('warning' in says) return expect(warnings(page)).toContainText(says.warning, patience(isSlow))
  return expect(silence(page)).toContainText(says.silence, patience(isSlow))
}

export type Stage = {
  page: Page
  admin: Admin
  startConsole: () => Promise<ConsoleProcess>
}

export async function openTable(page: Page, { window = '5m' }: Pick<Row, 'window'>, origin = '') {
  await page.goto(`${origin}/graph?form=table&refresh=5&window=${window}`)
  await expect(call(page, / to /).first()).toBeVisible(patience())
}

/** Throws a switch before an open graph, waits until it says what its row says, and until all is well again. */
export async function throwSwitch(
  { page, admin, startConsole }: Stage,
  one: ThrownSwitch,
  row: Row,
): Promise<void> {
  if (row.inNewConsole) {
    await admin.press(one)
    await openTable(page, row, (await startConsole()).url)
  } else {
    await openTable(page, row)
    if (row.before) await admin.weather(row.before)
    await admin.press(one)
  }
  await expectSaid(page, row.says, row.isSlow ?? false)
  if (row.why) await expectReason(page, row.why)

  await admin.press(healing(one.group))
  await saysNothing(page)
  await expect(detailsCall(page)).toBeVisible(patience())
  if (row.why) await expectNoReason(page, row.why)
}
