import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures'

/** More stops than any screen has: whoever needs as many is lost. */
const mostStops = 150

/** As far as Tab has to go; what it does not reach cannot be used without a mouse. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  await expect(target).toBeVisible()
  for (let stop = 0; stop < mostStops; stop++) {
    if (await target.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not get to ${target}`)
}

export async function press(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter') {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Opens a menu and goes down its lines to one of them. */
export async function choose(page: Page, menu: Locator, line: string | RegExp) {
  await press(page, menu)
  const wanted = page.getByRole('menuitemradio', { name: line })
  const lines = page.getByRole('menuitemradio')
  await expect(wanted).toBeVisible()
  await expect(page.getByRole('menu')).toBeVisible()
  const isHere = () => wanted.evaluate((one) => one === document.activeElement)
  for (let step = await lines.count(); step >= 0 && !(await isHere()); step--)
    await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(wanted).toBeHidden()
}
