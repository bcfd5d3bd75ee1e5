import type { Locator, Page } from '@playwright/test'
import type { KubernetesObject } from '../testbed/kubernetes/client'
import { expect } from './fixtures'

/** One split's page, found as a person finds it. */
export async function openSplit(page: Page, split: string, search: Record<string, string> = {}) {
  await page.goto(`/traffic/${split}?${new URLSearchParams(search)}`)
  await expect(page.getByRole('slider').first()).toBeVisible()
}

/** Where several routes lead to one version, within its own. */
export const slider = (within: Page | Locator, version: string): Locator =>
  within.getByRole('slider', { name: `Weight of ${version}`, exact: true })

export const routeCard = (page: Page, place: string): Locator =>
  page.getByRole('region', { name: `Route ${place}`, exact: true })

/** Presses a key so often on the slider of a version. */
export async function press(within: Page | Locator, version: string, key: string, times = 1) {
  const found = slider(within, version)
  for (let count = 0; count < times; count += 1) await found.press(key)
}

export const moved = (page: Page): Locator =>
  page.getByRole('region', { name: 'What you have moved' })

/** The plan, on top of the page. */
export const plan = (page: Page): Locator => page.getByRole('dialog')

/** By keyboard, as everything else. */
export async function review(page: Page) {
  await page.getByRole('button', { name: 'Review the change' }).press('Enter')
  await expect(plan(page).getByRole('button', { name: 'Diff' }).or(diff(page))).toBeVisible()
}

export const diff = (page: Page): Locator =>
  plan(page).getByRole('region', { name: 'What changes in the object' })

/** Ticks whatever wants it, and presses the button that names the change. */
export async function apply(page: Page, verb: RegExp) {
  for (const tick of await plan(page).getByRole('checkbox').all()) await tick.check()
  await plan(page).getByRole('button', { name: verb }).press('Enter')
}

export const weightsOnScreen = (within: Page | Locator): Promise<number[]> =>
  within
    .getByRole('slider')
    .evaluateAll((found) => found.map((one) => Number(one.getAttribute('aria-valuenow'))))

export const history = (page: Page): Locator =>
  page.getByRole('table', { name: 'Changes made through Binnacle' })

/** What has become of the last change. */
export const verdict = (page: Page, words: string): Locator =>
  page.getByRole('status').filter({ hasText: words })

const annotation = 'binnacle.dev/changes'

/** All of an object that a person wrote: without what the server counts, and without our record. */
export function written({ metadata, ...rest }: KubernetesObject): unknown {
  const { resourceVersion: _, generation: __, managedFields: ___, annotations, ...kept } = metadata
  const others = Object.entries(annotations ?? {}).filter(([name]) => name !== annotation)
  return { ...rest, metadata: { ...kept, annotations: Object.fromEntries(others) } }
}
