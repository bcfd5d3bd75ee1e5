import { expect, test } from './support/fixtures'
import { card, cards } from './support/graph-page'

test('Prometheus down from the start: the page comes up, says what to do, and heals', async ({
  page,
  admin,
}) => {
  await admin.weather({ prometheus: { kind: 'down' } })
  const response = await page.goto('/graph?refresh=5&window=1h')
  expect(response?.status()).toBe(200)
  const alert = page.getByRole('alert').filter({ hasText: 'Prometheus cannot be reached' })
  await expect(alert).toContainText('BINNACLE_PROMETHEUS_URL')
  await admin.fairWeather()
  await expect(cards(page).first()).toBeVisible({ timeout: 30_000 })
  await expect(alert).toBeHidden()
})

test('nothing of an upstream’s failure reaches a response', async ({ request, admin, testbed }) => {
  for (const weather of [{ kind: 'html' }, { kind: 'down' }] as const) {
    await admin.weather({ prometheus: weather })
    const response = await request.get('/api/v1/graph', {
      params: { at: String(Date.now() - 7_200_000 - Math.floor(Math.random() * 1e7)) },
    })
    const text = await response.text()
    expect(response.status()).toBeGreaterThanOrEqual(500)
    const { requestId, ...rest } = JSON.parse(text)
    expect(Object.keys(rest).sort()).toEqual(['status', 'title', 'type'])
    // The port's digits may well stand in a random id.
    expect(text.replace(requestId, '')).not.toContain(new URL(testbed.prometheusUrl).port)
    expect(text).not.toMatch(/sign in|ECONN|<|stack/i)
  }
})

test('Kubernetes down when the console starts: traffic is drawn, and marks follow later', async ({
  page,
  admin,
  otherConsole,
}) => {
  await admin.weather({ kubernetes: 'down' })
  const console = await otherConsole({})
  await page.goto(`${console.url}/graph?refresh=5`)
  await expect(card(page, /^reviews-v2/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('list', { name: 'Warnings' })).toContainText('Kubernetes')
  await admin.fairWeather()
  await expect(page.getByRole('list', { name: 'Warnings' })).toBeHidden({ timeout: 30_000 })
  await expect(card(page, /^istio-ingressgateway.*gateway/i)).toBeVisible()
})
