import { expect, test } from './support/fixtures'
import {
  apply,
  history,
  openSplit,
  plan,
  press,
  review,
  weightsOnScreen,
} from './support/split-page'
import { switches, writes } from './support/weather-rows'

const split = 'default/VirtualService/reviews'
const path = '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews'
/** Dry runs meet it as well. */
const isAlreadyPlanned = (title: string) => title.includes('webhook')

for (const one of switches) {
  const move = writes[one.group]?.[one.title]
  if (move === undefined) continue
  const { refusal, afterwards, isSlow = false } = move
  test(`${one.group} ${one.title}: a move ${refusal ? 'is refused in words' : 'is made'}`, async ({
    page,
    admin,
    kubernetes,
  }) => {
    test.slow(isSlow, 'the answer is late')
    const before = await kubernetes.remember(path)
    await openSplit(page, split, { window: '1m', refresh: '5' })
    await press(page, 'v1', 'ArrowLeft', 3)
    if (isAlreadyPlanned(one.title)) {
      await admin.press(one)
      await review(page)
    } else {
      await review(page)
      await admin.press(one)
      await apply(page, /^Move 30.% to v2$/)
    }
    if (refusal) {
      await expect(plan(page)).toContainText(refusal, { timeout: 30_000 })
      await admin.fairWeather()
      expect((await kubernetes.get(path)).spec).toEqual(before.spec)
      await page.getByRole('button', { name: 'Back to the sliders' }).click()
      return expect(await weightsOnScreen(page)).toEqual([50, 50])
    }
    if (isSlow) await expect(plan(page).getByRole('button', { name: 'Writing…' })).toBeVisible()
    await expect(plan(page)).toBeHidden({ timeout: isSlow ? 60_000 : 20_000 })
    if (afterwards)
      await expect(page.getByRole('alert').filter({ hasText: afterwards })).toBeVisible({
        timeout: 30_000,
      })
    else {
      await expect(history(page).getByRole('row', { name: /50 \/ 50 from 80 \/ 20/ })).toBeVisible()
      expect(JSON.stringify((await kubernetes.get(path)).spec)).toContain('"weight":50')
    }
  })
}
