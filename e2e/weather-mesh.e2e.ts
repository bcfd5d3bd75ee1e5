import { expect, test } from './support/fixtures'
import { openTable, rateOfDetails, throwSwitch } from './support/weather-page'
import { healing, switches, switchOf, thrownIn } from './support/weather-rows'

// First those that read numbers: other weather leaves its traces in the minute before.
test('Restart: counters that begin again leave every rate as it was', async ({ page, admin }) => {
  await openTable(page, { window: '1m' })
  const before = await rateOfDetails(page)
  for (const one of switches.filter(({ group }) => group === 'Restart')) await admin.press(one)
  const rates = new Set<number>()
  const different = async () => rates.add(await rateOfDetails(page)).size
  // Two renewals of the page: the restart lies within the window then.
  await expect.poll(different, { timeout: 40_000 }).toBeGreaterThan(2)
  for (const rate of rates) expect(rate / before).toBeGreaterThan(0.6)
  for (const rate of rates) expect(rate / before).toBeLessThan(1.6)
})

test('Traffic, × 3 and then × 0.1: the rates of the page follow', async ({ page, admin }) => {
  test.slow()
  await openTable(page, { window: '1m' })
  const before = await rateOfDetails(page)
  expect(before).toBeGreaterThan(0)
  const change = async () => (await rateOfDetails(page)) / before
  await admin.press(switchOf('Traffic', '× 3'))
  await expect.poll(change, { timeout: 90_000 }).toBeGreaterThan(1.5)
  expect(await change()).toBeLessThan(4)
  await admin.press(switchOf('Traffic', '× 0.1'))
  await expect.poll(change, { timeout: 90_000 }).toBeLessThan(0.6)
  await admin.press(healing('Traffic'))
})

for (const [one, row] of [...thrownIn('Prometheus scrapes'), ...thrownIn('Traffic')]) {
  test(`${one.group}, ${one.title}: the page says what is true, and heals`, async ({
    page,
    admin,
    otherConsole,
  }) => {
    test.slow(row.isSlow === true, 'it waits for a minute to pass')
    await throwSwitch({ page, admin, startConsole: () => otherConsole({}) }, one, row)
  })
}
