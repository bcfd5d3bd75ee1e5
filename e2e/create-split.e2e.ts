import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { plan } from './support/split-page'

test.use({ size: ['--services', '12', '--namespaces', '3', '--history-hours', '1'] })

type Candidate = { namespace: string; name: string; versions: { share: number | null }[] }
type Destination = { share: number; observed: { share: number } | null }

async function read<Data>(page: Page, path: string): Promise<Data> {
  const reply = await page.request.get(`/api/v1/splits${path}?window=1m`)
  const { data } = await reply.json()
  return data
}

/** A service of two versions, called and not divided by any route: what callers get of each. */
async function anyCandidate(page: Page): Promise<Candidate> {
  let found: Candidate | undefined
  const look = async () => {
    const all = await read<Candidate[]>(page, '/candidates')
    found = all.find(({ versions }) => versions.every(({ share }) => share !== null))
    return found
  }
  // A console that has just begun has not heard of all pods yet.
  await expect.poll(look).toBeDefined()
  if (!found) throw new Error('what was found is there')
  return found
}

const pathsOf = ({ namespace, name }: Candidate) =>
  ['destinationrules', 'virtualservices'].map(
    (kind) => `/apis/networking.istio.io/v1/namespaces/${namespace}/${kind}/${name}`,
  )

const row = (page: Page, { namespace }: Candidate) =>
  page
    .getByRole('list', { name: 'Splits' })
    .getByRole('listitem')
    .filter({ hasText: `Service · ${namespace}` })

async function openCreation(page: Page, candidate: Candidate) {
  await page.goto(`/traffic?find=${candidate.name}`)
  await expect(row(page, candidate)).toContainText('no route that divides its traffic')
  await row(page, candidate).getByRole('button', { name: 'Create a split' }).press('Enter')
  await expect(plan(page)).toContainText('The first weights are')
}

const create = (page: Page) =>
  plan(page).getByRole('button', { name: 'Create DestinationRule and VirtualService' })

test('creates subsets, then a route, which moves nothing; and takes them back', async ({
  page,
  kubernetes,
  admin,
}) => {
  test.setTimeout(300_000)
  await admin.traffic(4)
  const candidate = await anyCandidate(page)
  const { namespace, name } = candidate
  const paths = pathsOf(candidate)
  for (const path of paths) kubernetes.removeAfterwards(path)
  await openCreation(page, candidate)
  for (const title of [
    `1. DestinationRule ${namespace}/${name} is created`,
    `2. VirtualService ${namespace}/${name} is created`,
  ])
    await expect(plan(page).getByRole('heading', { name: title })).toBeVisible()

  await create(page).press('Enter')
  await expect(plan(page).getByRole('status')).toContainText('The split is there')
  const madeAt = Date.now()
  const [rule, route] = await Promise.all(paths.map((path) => kubernetes.get(path)))
  expect(rule?.spec).toMatchObject({ host: name, subsets: [{ name: 'v1' }, { name: 'v2' }] })
  expect(route?.spec).toMatchObject({ hosts: [name] })

  // Once the window lies after the creation: callers get what is written, and what they got before.
  const isAsBefore = ({ share, observed }: Destination, at: number) =>
    observed !== null &&
    Math.abs(observed.share - share) < 0.06 &&
    Math.abs(observed.share - (candidate.versions[at]?.share ?? 0)) < 0.06
  const settled = async () => {
    const { routes } = await read<{ routes: { destinations: Destination[] }[] }>(
      page,
      `/${namespace}/VirtualService/${name}`,
    )
    return Date.now() - madeAt > 75_000 && (routes[0]?.destinations ?? []).every(isAsBefore)
  }
  await expect.poll(settled, { timeout: 150_000 }).toBe(true)

  await plan(page).getByRole('button', { name: 'Take back what was made' }).press('Enter')
  await expect(create(page)).toBeEnabled()
  for (const path of paths) await expect(kubernetes.get(path)).rejects.toThrow()
  await plan(page).getByRole('button', { name: 'Leave it as it is' }).press('Enter')
  await expect(row(page, candidate)).toBeVisible()
})

test('opens a created split, whose weights can then be moved', async ({ page, kubernetes }) => {
  const candidate = await anyCandidate(page)
  for (const path of pathsOf(candidate)) kubernetes.removeAfterwards(path)
  await openCreation(page, candidate)
  await create(page).press('Enter')
  const open = plan(page).getByRole('button', { name: 'Open the split' })
  await expect(open).toBeEnabled()
  await open.press('Enter')
  await expect(page.getByRole('heading', { name: candidate.name, level: 1 })).toBeVisible()
  await expect(page.getByRole('slider', { name: 'Weight of v1' })).toBeVisible()
})
