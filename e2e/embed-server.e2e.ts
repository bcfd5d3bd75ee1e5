import { writeFile } from 'node:fs/promises'
import { expect, test } from './support/fixtures'
import { mintPanelToken, panelKeys } from './support/panel-token'
import { untilReady } from './tools/console-process.mjs'

const graph = { namespaces: ['default'], views: ['graph'] }
const panels = ['/embed/graph', '/embed/split', '/embed/mtls']
const chunk = /static\/chunks\/[^"'\\]+?\.js/g
const writeRoutes = ['/plan', '/apply', '/revert', 'create/undo']

/** All code that a page may ever load: its scripts, and those that they name. */
async function codeOf(page: string, textOf: (path: string) => Promise<string>): Promise<string> {
  const texts = new Map<string, string>()
  const open: string[] = [...((await textOf(page)).match(chunk) ?? [])]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (texts.has(name)) continue
    const text = await textOf(`/_next/${name}`)
    texts.set(name, text)
    open.push(...(text.match(chunk) ?? []))
  }
  return [...texts.values()].join('\n')
}

test('no chunk that a panel loads names a route that writes', async ({ request }) => {
  const textOf = async (path: string) => (await request.get(path)).text()
  const named = async (page: string) => {
    const code = await codeOf(page, textOf)
    return writeRoutes.filter((route) => code.includes(route))
  }
  for (const panel of panels) expect(await named(panel)).toEqual([])
  // The console’s own screen does: what is looked for can be found.
  expect(await named('/graph')).toEqual(writeRoutes)
})

test.describe('a console that is embedded', () => {
  let url = ''
  test.beforeEach(async ({ otherConsole }) => {
    const file = test.info().outputPath('keys.json')
    await writeFile(file, panelKeys)
    const server = await otherConsole({
      BINNACLE_EMBED_ORIGINS: 'https://portal.example.com',
      BINNACLE_EMBED_KEYS_FILE: file,
    })
    await untilReady(server)
    url = server.url
  })

  const ask = (path: string, token: string) =>
    fetch(`${url}${path}`, { headers: { authorization: `Binnacle-Embed ${token}` } })

  test('shows a token its namespaces alone, by the routes of its views', async () => {
    const token = mintPanelToken(graph)
    const text = await (await ask('/api/v1/graph', token)).text()
    expect(text).toContain('"hidden"')
    expect(text).toContain('reviews-v2')
    expect(text).not.toContain('istio-ingress')
    for (const path of ['/api/v1/me', '/api/v1/mtls/default', '/api/v1/stream?topics=graph'])
      expect((await ask(path, token)).status).toBe(403)
    const ended = await ask('/api/v1/graph', mintPanelToken({ ...graph, iat: 1_790_000_000 }))
    expect(ended.status).toBe(401)
    expect(await ended.json()).toMatchObject({ code: 'embed-expired' })
  })

  test('asks Prometheus for thirty panels what it asks for one', async ({ admin }) => {
    const moment = () => Date.now() - 300_000 - Math.floor(Math.random() * 1_500_000)
    const load = async (at: number, count: number) => {
      await admin.resetQueries()
      const tokens = Array.from({ length: count }, () => mintPanelToken(graph))
      const path = `/api/v1/graph?namespaces=default&at=${at}`
      const answers = await Promise.all(tokens.map((token) => ask(path, token)))
      expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200))
      return (await admin.queries()).count
    }
    const alone = await load(moment(), 1)
    expect(alone).toBeGreaterThan(0)
    expect(await load(moment(), 30)).toBe(alone)
  })
})
