import { test } from './support/fixtures'
import { throwSwitch } from './support/weather-page'
import { thrownIn } from './support/weather-rows'

for (const [one, row] of thrownIn('Prometheus answers')) {
  test(`Prometheus answers ${one.title}: the page says so, and heals`, async ({
    page,
    admin,
    otherConsole,
  }) => {
    test.slow(row.isSlow === true, 'it waits for the deadline of a question')
    await throwSwitch({ page, admin, startConsole: () => otherConsole({}) }, one, row)
  })
}
