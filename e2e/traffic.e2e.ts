import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './support/fixtures'
import {
  apply,
  diff,
  history,
  moved,
  openSplit,
  plan,
  press,
  review,
  slider,
  weightsOnScreen,
  written,
} from './support/split-page'

const reviews = 'default/VirtualService/reviews'
const path = '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews'
const quick = { window: '1m', refresh: '5' }
const arrival = { timeout: 90_000 }

test('lists every split with what is configured and what was seen', async ({ page }) => {
  await page.goto('/graph')
  await page.getByRole('navigation').getByRole('link', { name: 'Traffic' }).click()
  const row = page.getByRole('list', { name: 'Splits' }).getByRole('listitem').first()
  await expect(row.getByRole('link', { name: 'reviews' })).toBeVisible()
  await expect(row).toContainText(/v1.*80.%.*v2.*20.%/s)
  await row.getByRole('link', { name: 'reviews' }).click()
  await expect(page.getByRole('heading', { name: 'reviews', level: 1 })).toBeVisible()
  await expect(slider(page, 'v1')).toHaveAttribute('aria-valuenow', '80')
})

test('moves 80/20 to 50/50 by keyboard, sees it arrive, and takes it back', {
  tag: '@kubernetes',
}, async ({ page, context, kubernetes }) => {
  test.setTimeout(300_000)
  const before = await kubernetes.remember(path)
  await openSplit(page, reviews, quick)
  await press(page, 'v1', 'ArrowLeft', 3)
  expect(await weightsOnScreen(page)).toEqual([50, 50])
  await page.getByRole('textbox', { name: /Reason/ }).fill('half to v2')
  await review(page)
  await expect(diff(page)).toContainText('removed: ')
  await expect(diff(page).getByText(/weight: 80/)).toBeVisible()
  await expect(
    diff(page)
      .getByText(/weight: 50/)
      .first(),
  ).toBeVisible()
  await apply(page, /^Move 30.% to v2$/)
  await expect(plan(page)).toBeHidden()
  await expect(moved(page)).toBeHidden()

  const after = await kubernetes.get(path)
  expect(JSON.stringify(written(after))).toBe(
    JSON.stringify(written(before))
      .replace('"weight":80', '"weight":50')
      .replace('"weight":20', '"weight":50'),
  )
  const agrees = page.getByRole('status').filter({ hasText: 'Observed agrees with configured' })
  await expect(agrees).toBeVisible(arrival)
  await expect(
    history(page).getByRole('row', { name: /50 \/ 50 from 80 \/ 20.*half to v2/ }),
  ).toBeVisible()

  const graph = await context.newPage()
  await graph.goto(`/graph?${new URLSearchParams({ ...quick, edges: 'share' })}`)
  const toVersion2 = graph.getByRole('button', { name: /^productpage-v1 to reviews-v2/ })
  // Half of what productpage sends goes to reviews, and half of that to v2.
  await expect(toVersion2).toBeVisible(arrival)
  const share = async () => Number.parseFloat((await toVersion2.textContent()) ?? '')
  await expect.poll(async () => Math.abs((await share()) - 25), arrival).toBeLessThan(5)
  await graph.close()

  await page.getByRole('button', { name: 'Back to 80 / 20' }).press('Enter')
  await expect(diff(page)).toBeVisible()
  await apply(page, /^Move 30.% to v1$/)
  await expect(plan(page)).toBeHidden()
  expect(JSON.stringify(written(await kubernetes.get(path)))).toBe(JSON.stringify(written(before)))
  await expect(history(page).getByRole('row', { name: /80 \/ 20 from 50 \/ 50/ })).toBeVisible()
  await expect(slider(page, 'v1')).toHaveAttribute('aria-valuenow', '80')
})

test('a change by somebody else while a draft is open loses nothing', async ({
  page,
  kubernetes,
}) => {
  await openSplit(page, reviews, quick)
  await press(page, 'v1', 'ArrowLeft', 3)
  await kubernetes.patch(path, [
    { op: 'replace', path: '/spec/http/0/route/0/weight', value: 70 },
    { op: 'replace', path: '/spec/http/0/route/1/weight', value: 30 },
  ])
  await expect(moved(page).getByRole('alert')).toContainText('80 / 20 is now 70 / 30')
  await page.getByRole('button', { name: 'Keep my weights on top of it' }).click()
  await review(page)
  await expect(diff(page).getByText(/weight: 70/)).toBeVisible()
  await apply(page, /^Move 20.% to v2$/)
  await expect(moved(page)).toBeHidden()
  await expect.poll(() => weightsOnScreen(page)).toEqual([50, 50])
})

test('a write between plan and apply is refused, told, and planned anew', async ({
  page,
  admin,
  kubernetes,
}) => {
  await kubernetes.remember(path)
  await openSplit(page, reviews, quick)
  await press(page, 'v1', 'ArrowLeft', 3)
  await review(page)
  await admin.weather({
    kubernetes: {
      kind: 'intervening',
      patch: [
        { op: 'replace', path: '/spec/http/0/route/0/weight', value: 70 },
        { op: 'replace', path: '/spec/http/0/route/1/weight', value: 30 },
      ],
    },
  })
  await apply(page, /^Move 30.% to v2$/)
  const note = plan(page).getByRole('alert')
  await expect(note).toContainText(/Nothing.*was written/)
  await admin.fairWeather()
  await note.getByRole('button', { name: /on top of what is there now/ }).click()
  await apply(page, /^Move 20.% to v2$/)
  await expect(plan(page)).toBeHidden()
  await expect(history(page).getByRole('row', { name: /50 \/ 50 from 70 \/ 30/ })).toBeVisible()
})

test('a reconciler that takes the change back is told, also after a reload', async ({
  page,
  admin,
  kubernetes,
}) => {
  await kubernetes.remember(path)
  await admin.weather({ reconciler: { path, afterSeconds: 5 } })
  await openSplit(page, reviews, quick)
  await press(page, 'v1', 'ArrowLeft', 3)
  await review(page)
  await apply(page, /^Move 30.% to v2$/)
  const told = page.getByRole('alert').filter({ hasText: 'Changed since Binnacle wrote it' })
  await expect(told).toContainText('argocd-controller', { timeout: 30_000 })
  await page.reload()
  await expect(told).toContainText('50 / 50 was written, 80 / 20 is there now')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('axe finds nothing on the list, the editor and its plan', async ({ page }) => {
      const violations = async () => {
        const found = (await new AxeBuilder({ page }).analyze()).violations
        return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
      }
      await page.goto('/traffic')
      await expect(page.getByRole('link', { name: 'reviews' })).toBeVisible()
      expect(await violations()).toEqual([])
      await openSplit(page, reviews)
      await press(page, 'v1', 'ArrowLeft', 3)
      expect(await violations()).toEqual([])
      await review(page)
      expect(await violations()).toEqual([])
    })
  })
}
