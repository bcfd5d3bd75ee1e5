import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures'

/** What is on screen, found as a person finds it. */
export const cards = (page: Page): Locator =>
  page.getByRole('region', { name: /^Service graph/ }).locator('[data-node-id]')

export const card = (page: Page, name: string | RegExp): Locator =>
  cards(page).and(page.getByRole('button', { name }))

export const pills = (page: Page): Locator =>
  page.getByRole('region', { name: /^Service graph/ }).locator('[data-edge-id]')

export async function openGraph(page: Page, search: Record<string, string> = {}) {
  await page.goto(`/graph?${new URLSearchParams(search)}`)
  await expect(cards(page).first()).toBeVisible()
}

/** What is told about the selected node or edge. */
export const panel = (page: Page): Locator => page.getByRole('complementary')

/** What the browser complained about; a test that is clean expects it to stay empty. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}
