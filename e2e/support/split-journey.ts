import type { Page } from '@playwright/test'
import type { Admin } from './admin'
import { expect } from './fixtures'
import type { RestoringClient } from './restoring-client'
import {
  apply,
  diff,
  history,
  moved,
  openSplit,
  plan,
  press,
  review,
  routeCard,
  verdict,
  weightsOnScreen,
  written,
} from './split-page'

/** From the sliders to the traffic and back, on one route of one object. */
export type SplitJourney = {
  /** `namespace/kind/name`. */
  split: string
  path: string
  /** Which route it is of how many. */
  place: string
  /** The version that gives, the key that makes it give, and how often it is pressed. */
  give: [version: string, key: string, times: number]
  before: number[]
  after: number[]
  verb: RegExp
  /** What the page says once it has been looked at for long enough. */
  arrives: string
}

type Actors = { page: Page; kubernetes: RestoringClient; admin: Admin }

const quick = { window: '1m', refresh: '5' }
/** Until some hundred requests have been scraped after a change. */
const arrival = { timeout: 120_000 }

/** The object as the journey leaves it in between: these weights, and nothing else. */
const withWeights = (text: string, { before, after }: SplitJourney) =>
  before.reduce(
    (changed, weight, at) => changed.replace(`"weight":${weight}`, `"weight":to ${after[at]}`),
    text,
  )

const textOf = (object: Awaited<ReturnType<RestoringClient['get']>>) =>
  JSON.stringify(written(object))

export async function travel({ page, kubernetes, admin }: Actors, journey: SplitJourney) {
  const { split, path, place, give, before, after, verb, arrives } = journey
  const reason = `journey to ${after.join(' / ')}`
  // As it is when the journey begins: what was prepared for it is part of it.
  await kubernetes.remember(path)
  const original = textOf(await kubernetes.get(path))
  // More than usual, so that nobody has to wait for the hundredth request of a quiet route.
  await admin.traffic(6)

  await openSplit(page, split, quick)
  const route = routeCard(page, place)
  expect(await weightsOnScreen(route)).toEqual(before)
  await press(route, ...give)
  expect(await weightsOnScreen(route)).toEqual(after)
  await page.getByRole('textbox', { name: /Reason/ }).fill(reason)
  await review(page)
  for (const weight of [...before, ...after])
    await expect(diff(page).getByText(`weight: ${weight}`).first()).toBeVisible()
  await apply(page, verb)
  await expect(plan(page)).toBeHidden()
  await expect(moved(page)).toBeHidden()
  expect(await weightsOnScreen(route)).toEqual(after)
  expect(textOf(await kubernetes.get(path))).toBe(
    withWeights(original, journey).replaceAll('"weight":to ', '"weight":'),
  )
  await expect(verdict(page, arrives)).toBeVisible(arrival)

  await page.getByRole('button', { name: `Back to ${before.join(' / ')}` }).press('Enter')
  await expect(diff(page)).toBeVisible()
  await apply(page, /^Move/)
  await expect(plan(page)).toBeHidden()
  expect(await weightsOnScreen(route)).toEqual(before)
  expect(textOf(await kubernetes.get(path))).toBe(original)
  const [there, back] = [
    new RegExp(`${after.join(' / ')} from ${before.join(' / ')}.*${reason}`),
    new RegExp(`${before.join(' / ')} from ${after.join(' / ')}.*Undone`),
  ]
  await expect(history(page).getByRole('row')).toHaveCount(3)
  await expect(history(page).getByRole('row', { name: there })).toBeVisible()
  await expect(history(page).getByRole('row', { name: back })).toBeVisible()
}
