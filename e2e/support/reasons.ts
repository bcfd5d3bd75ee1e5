import type { Locator, Page } from '@playwright/test'
import type { ExplainCode } from '../../lib/domain/explain-code'
import { expect } from './fixtures'

/** Why a graph shows what it shows: the code for other programs, the words for people. */
export type Reason = { code: ExplainCode; words: RegExp }

/** What of an answer is looked at here. */
type Explained = { code: ExplainCode; detail: string; promql: string | null }[]

const panel = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Why the graph shows what it shows' })

/** What the API says of the same question that the page asks, to whoever looks at that page. */
async function explained(page: Page): Promise<Explained> {
  const { origin, searchParams } = new URL(page.url())
  const question = new URLSearchParams()
  for (const name of ['namespaces', 'window']) {
    const value = searchParams.get(name)
    if (value) question.set(name, value)
  }
  const response = await page.request.get(`${origin}/api/v1/explain?${question}`)
  expect(response.status()).toBe(200)
  // Our own contract, which the handler's tests parse.
  return ((await response.json()) as { data: Explained }).data
}

const explanationOf = async (page: Page, code: ExplainCode) =>
  (await explained(page)).find((one) => one.code === code) ?? null

/** The API and the graph's panel give a reason, in the same words, with what shows it in Prometheus. */
export async function expectReason(page: Page, { code, words }: Reason, timeout = 40_000) {
  let found: Explained[number] | null = null
  const isFound = async () => {
    found = await explanationOf(page, code)
    return found !== null
  }
  await expect.poll(isFound, { timeout, message: `the reason ${code}` }).toBe(true)
  if (!(await panel(page).isVisible())) await page.getByRole('button', { name: 'Why?' }).click()
  const told = panel(page).getByRole('listitem').filter({ hasText: words })
  await expect(told).toBeVisible({ timeout })
  await expectSame(told, found)
}

async function expectSame(told: Locator, found: Explained[number] | null) {
  if (found === null) throw new Error('what was found is there no more')
  await expect(told).toContainText(found.detail)
  if (found.promql === null) return
  await told.getByText('PromQL that shows it').click()
  await expect(told.getByRole('region', { name: 'PromQL' })).toHaveText(found.promql)
}

/** It is gone from the panel, which was left open, and from the API. */
export async function expectNoReason(page: Page, { code, words }: Reason, timeout = 40_000) {
  await expect(panel(page)).toBeVisible()
  await expect(panel(page)).not.toContainText(words, { timeout })
  const isGone = async () => (await explanationOf(page, code)) === null
  await expect.poll(isGone, { timeout, message: `no reason ${code}` }).toBe(true)
}
