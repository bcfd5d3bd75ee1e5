import { expect, test } from './support/fixtures'
import { throwSwitch } from './support/weather-page'
import { thrownIn } from './support/weather-rows'

const route = '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews'

for (const [one, row] of thrownIn('The Kubernetes API answers')) {
  test(`The Kubernetes API answers ${one.title}: the page says what matters, and heals`, async ({
    page,
    admin,
    otherConsole,
  }) => {
    await throwSwitch({ page, admin, startConsole: () => otherConsole({}) }, one, row)
  })

  if (!one.title.startsWith('watches')) continue
  test(`${one.title}: a change is seen all the same`, async ({ page, admin, kubernetes }) => {
    await page.goto('/traffic')
    const split = page.getByRole('list', { name: 'Splits' }).getByRole('listitem').first()
    await expect(split).toContainText(/80.%/)
    await admin.press(one)
    await kubernetes.patch(route, [
      { op: 'replace', path: '/spec/http/0/route/0/weight', value: 65 },
      { op: 'replace', path: '/spec/http/0/route/1/weight', value: 35 },
    ])
    await expect(split).toContainText(/65.%/, { timeout: 40_000 })
  })
}
