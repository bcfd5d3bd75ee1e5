import { expect, test } from './support/fixtures'

const most = 6
const everything = { latency: 'true', mtls: 'true' }
/** A moment of the past half hour that nobody else has asked about: nothing is shared with another test. */
const ownMoment = () => String(Date.now() - 300_000 - Math.floor(Math.random() * 1_500_000))

test('a graph costs at most six questions, however many namespaces are asked for', async ({
  request,
  admin,
}) => {
  const counts: number[] = []
  const many = Array.from({ length: 100 }, (_, index) => `namespace-${index}`).join(',')
  for (const namespaces of ['', 'default', many]) {
    await admin.resetQueries()
    const params = { at: ownMoment(), ...everything, ...(namespaces ? { namespaces } : {}) }
    expect((await request.get('/api/v1/graph', { params })).status()).toBe(200)
    counts.push((await admin.queries()).count)
  }
  expect(Math.max(...counts)).toBeLessThanOrEqual(most)
  expect(new Set(counts).size).toBe(1)
})

test('what is not shown is not asked', async ({ request, admin }) => {
  await request.get('/api/v1/graph', { params: { at: ownMoment() } })
  const { queries } = await admin.queries()
  expect(queries.length).toBeGreaterThan(0)
  expect(queries.filter(({ query }) => query?.includes('_bucket'))).toEqual([])
  expect(queries.filter(({ query }) => query?.includes('connection_security_policy'))).toEqual([])
})

test('fifty viewers of one question cost what one costs', async ({ request, admin }) => {
  const ask = (at: string) => request.get('/api/v1/graph', { params: { at, ...everything } })
  await ask(ownMoment())
  const alone = (await admin.queries()).count
  await admin.resetQueries()
  const at = ownMoment()
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(at)))
  expect(answers.map((answer) => answer.status())).toEqual(answers.map(() => 200))
  expect((await admin.queries()).count).toBe(alone)
})

test('a question that nobody waits for any more is cancelled in Prometheus', async ({
  admin,
  binnacle,
}) => {
  await admin.weather({ prometheus: { kind: 'slow', delayMs: 30_000 } })
  const leaving = new AbortController()
  const asked = fetch(`${binnacle.url}/api/v1/graph?at=${ownMoment()}`, { signal: leaving.signal })
  const left = asked.catch((error: unknown) => error)
  await expect.poll(async () => (await admin.queries()).count).toBeGreaterThan(0)
  leaving.abort()
  await left
  await expect
    .poll(async () => (await admin.queries()).queries.map(({ cancelled }) => cancelled))
    .not.toContain(false)
})

test('nothing is asked while nobody looks', async ({ page, admin }) => {
  await page.goto('/graph?refresh=5')
  await expect.poll(async () => (await admin.queries()).count).toBeGreaterThan(0)
  await page.close()
  await admin.resetQueries()
  // The time of two refreshes of the page that has just left.
  const seen: number[] = []
  await expect
    .poll(async () => seen.push((await admin.queries()).count), {
      intervals: [1000],
      timeout: 20_000,
    })
    .toBeGreaterThan(11)
  expect(Math.max(...seen)).toBe(0)
})
