import { expect, test } from './support/fixtures'
import { card, cards, openGraph } from './support/graph-page'
import type { PrometheusWeather } from './testbed/weather/prometheus-weather'

const storms: [PrometheusWeather, RegExp][] = [
  [{ kind: 'down' }, /Prometheus cannot be reached/],
  [{ kind: 'html' }, /Prometheus answered something that is not its API/],
  [{ kind: 'cut' }, /Prometheus (answered something that is not its API|cannot be reached)/],
  [{ kind: 'refusing', status: 422 }, /Prometheus refused the question/],
  [{ kind: 'refusing', status: 401 }, /Prometheus does not accept our credentials/],
  [{ kind: 'refusing', status: 403 }, /Prometheus does not allow this/],
  [{ kind: 'refusing', status: 503 }, /Prometheus (cannot be reached|refused the question)/],
  [{ kind: 'slow', delayMs: 60_000 }, /Prometheus did not answer in time/],
]

for (const [weather, words] of storms) {
  const name = 'status' in weather ? `answering ${weather.status}` : weather.kind
  test(`Prometheus ${name}: the last picture stays, the page says so and heals`, async ({
    page,
    admin,
  }) => {
    test.slow(weather.kind === 'slow', 'it waits for the deadline of a question')
    await openGraph(page, { refresh: '5' })
    await admin.weather({ prometheus: weather })
    const alert = page.getByRole('alert').filter({ hasText: words })
    await expect(alert).toBeVisible({ timeout: 60_000 })
    await expect(alert).toContainText(/since \d/i)
    await expect(card(page, /^productpage-v1/)).toBeVisible()

    await admin.fairWeather()
    await expect(alert).toBeHidden({ timeout: 30_000 })
    await expect(card(page, /^productpage-v1/)).toBeVisible()
  })
}

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
    expect(Object.keys(JSON.parse(text)).sort()).toEqual(['requestId', 'status', 'title', 'type'])
    expect(text).not.toContain(new URL(testbed.prometheusUrl).port)
    expect(text).not.toMatch(/sign in|ECONN|<|stack/i)
  }
})

test('Kubernetes goes away: the graph stays up with a warning, and heals', async ({
  page,
  admin,
}) => {
  await openGraph(page, { refresh: '5' })
  await expect(page.getByRole('list', { name: 'Warnings' })).toBeHidden()
  await admin.weather({ kubernetes: 'down' })
  const warning = page.getByRole('list', { name: 'Warnings' })
  await expect(warning).toContainText(/Kubernetes cannot be reached/, { timeout: 30_000 })
  await expect(warning).toContainText(/since/i)
  await expect(card(page, /^productpage-v1/)).toBeVisible()
  await admin.fairWeather()
  await expect(warning).toBeHidden({ timeout: 30_000 })
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
