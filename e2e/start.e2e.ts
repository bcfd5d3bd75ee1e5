import { untilEnded } from './support/console'
import { expect, test } from './support/fixtures'
import { card } from './support/graph-page'

test.describe('a configuration that cannot work ends the process with a sentence', () => {
  for (const [env, host, sentence] of [
    [{ BINNACLE_AUTH: 'nonsense' }, undefined, /BINNACLE_AUTH/],
    [{ BINNACLE_AUTH: 'oidc' }, undefined, /BINNACLE_AUTH/],
    [{ BINNACLE_PROMETHEUS_URL: 'ftp://x' }, undefined, /BINNACLE_PROMETHEUS_URL/],
    [{ HOST: '0.0.0.0' }, '0.0.0.0', /HOST/],
  ] as const) {
    test(`${JSON.stringify(env)}`, async ({ otherConsole }) => {
      const { code, output } = await untilEnded(await otherConsole(env, host))
      expect(code).not.toBe(0)
      expect(output).toMatch(sentence)
      expect(output).not.toMatch(/\n\s+at /)
    })
  }
})

test('a connection in which nothing happens is kept for longer than proxies keep it', async ({
  request,
}) => {
  expect((await request.get('/healthz')).headers()['keep-alive']).toBe('timeout=75')
})

test('anonymous shows the same graph', async ({ page, otherConsole }) => {
  const console = await otherConsole({ BINNACLE_AUTH: 'anonymous' })
  await page.goto(`${console.url}/graph`)
  await expect(card(page, /^productpage-v1/)).toBeVisible()
})
