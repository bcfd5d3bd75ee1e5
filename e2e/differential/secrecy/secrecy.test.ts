import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { GraphData } from '../../../lib/api/graph'
import { graphViews } from '../../../lib/domain/service-graph/graph'
import { allow, tokenOf } from '../../testbed/kubernetes/testing/account'
import { seededRandom } from '../../testbed/mesh/draw/random'
import { type AppRoute, appRoutes, type Handler, paramsOf } from '../routes'
import { idsOf, type Known, type Question, questionsOf } from './questions'
import { type RandomViewer, randomViewer } from './random-viewer'
import { type SecretWorld, startSecretWorld } from './world'

/**
 * Whoever asks, whatever they ask, in whatever form: no byte that is sent names what they may not
 * see, except inside the text of an object that they may read. All names are made up, so that one
 * that is read was told.
 */
const seed = Number(process.env.BINNACLE_SECRECY_SEED ?? 1)
const viewers = Number(process.env.BINNACLE_SECRECY_VIEWERS ?? 3)
const address = 'http://127.0.0.1:3000'

let world: SecretWorld
let routes: AppRoute[]
let known: Known
/** Of somebody who may see and read everything. */
let allSeeing: string
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  world = await startSecretWorld(seededRandom(seed))
  routes = await appRoutes()
  known = await allThereIs()
}, 120_000)
afterAll(() => world?.bed.stop())

/** Who may see everything is told every name that there is. */
async function allThereIs(): Promise<Known> {
  const { bed, at } = world
  await allow(bed.admin, 'ClusterRole', 'all-seeing', [
    { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] },
  ])
  allSeeing = await tokenOf(bed.admin, 'all-seeing')
  const graphs = await Promise.all(
    graphViews.map(async (view) => {
      const { text } = await ask(allSeeing, {
        path: `/api/v1/graph?at=${at}&view=${view}&services=true`,
      })
      return JSON.parse(text).data as GraphData
    }),
  )
  const named = async (path: string) =>
    (await bed.admin.list(path)).items.map(({ metadata }) => metadata)
  const qualified = async (path: string) =>
    (await named(path)).map(({ namespace, name }) => `${namespace}/${name}`)
  const routesOf = async (path: string, kind: string) =>
    (await named(path)).map(({ namespace = '', name }) => ({ namespace, kind, name }))
  return {
    at,
    namespaces: [...world.namespaces.values()],
    services: await qualified('/api/v1/services'),
    workloads: await qualified('/apis/apps/v1/deployments'),
    splits: [
      ...(await routesOf('/apis/networking.istio.io/v1/virtualservices', 'VirtualService')),
      ...(await routesOf('/apis/gateway.networking.k8s.io/v1/httproutes', 'HTTPRoute')),
    ],
    ...idsOf(graphs),
  }
}

const headersOf = (token: string) => ({
  host: '127.0.0.1:3000',
  authorization: `Bearer ${token}`,
})

function handlerOf(pathname: string): { route: string; handler: Handler } {
  const parts = pathname.split('/')
  const fits = ({ route }: AppRoute) => {
    const wanted = route.split('/')
    return (
      wanted.length === parts.length &&
      wanted.every((part, index) => part.startsWith('[') || part === parts[index])
    )
  }
  const found = routes
    .filter(fits)
    .sort((a, b) => a.route.split('[').length - b.route.split('[').length)
  const [first] = found
  if (!first?.handlers.GET) throw new Error(`nothing answers ${pathname}`)
  return { route: first.route, handler: first.handlers.GET }
}

async function ask(token: string, { path, accept = 'application/json' }: Question) {
  const request = new Request(`${address}${path}`, { headers: { ...headersOf(token), accept } })
  const { pathname } = new URL(request.url)
  const { route, handler } = handlerOf(pathname)
  const response = await handler(request, { params: Promise.resolve(paramsOf(route, pathname)) })
  const headers = JSON.stringify([...response.headers])
  return { status: response.status, text: await response.text(), headers }
}

const around = (text: string, at: number) => text.slice(Math.max(0, at - 120), at + 60)

/** Each secret that this tells, once. */
function toldSecrets(
  { text, headers }: { text: string; headers: string },
  secrets: readonly string[],
) {
  const all = `${headers}\n${text}`.toLowerCase()
  return secrets.flatMap((secret) => {
    const at = all.indexOf(secret)
    return at < 0 ? [] : [around(all, at)]
  })
}

/** Some of many, never the same again. */
const pick = <T>(from: readonly T[], count: number): T[] =>
  Array.from({ length: Math.min(count, from.length) }, () => from[world.draw(from.length)]).filter(
    (one) => one !== undefined,
  )

test('every GET route is asked', () => {
  const asked = Object.keys(questionsOf).sort()
  expect(asked).toEqual(
    routes
      .filter(({ handlers }) => handlers.GET)
      .map(({ route }) => route)
      .sort(),
  )
})

test('who may see everything is told the names: there is something to hide', async () => {
  const { text } = await ask(allSeeing, { path: `/api/v1/graph?at=${known.at}&mtls=true` })
  const missing = known.namespaces.filter(
    (name) => !text.includes(`${name}/ghost`) || !text.includes(`a.b.${name}.example.com`),
  )
  expect(missing).toEqual([])
})

describe.each(Array.from({ length: viewers }, (_, index) => index))('viewer %i', (index) => {
  let viewer: RandomViewer
  beforeAll(async () => {
    viewer = await randomViewer(world, `viewer-${index}`)
  })

  test('is told nothing that they may not see', async () => {
    expect(viewer.secrets.length).toBeGreaterThan(0)
    const told: Record<string, string[]> = {}
    for (const questions of Object.values(questionsOf))
      for (const question of questions(known, pick)) {
        const secrets = toldSecrets(await ask(viewer.token, question), viewer.secrets)
        if (secrets.length > 0) told[question.path] = secrets
      }
    expect(told).toEqual({})
  })

  test('hears nothing of it in a stream, while all of it changes', async () => {
    const { handler } = handlerOf('/api/v1/stream')
    const leaving = new AbortController()
    const request = new Request(`${address}/api/v1/stream`, {
      headers: headersOf(viewer.token),
      signal: leaving.signal,
    })
    const { body } = await handler(request, { params: Promise.resolve({}) })
    await touchSplits(viewer)
    const heard = await readUntil(body, 'event: tick')
    leaving.abort()
    expect(toldSecrets({ text: heard, headers: '' }, viewer.secrets)).toEqual([])
    expect(heard).not.toContain('event: changed')
  })
})

/** Every route that this viewer may not see or not read is written to. */
async function touchSplits({ reads, name }: RandomViewer): Promise<void> {
  const hidden = known.splits.filter(
    ({ namespace, kind }) =>
      kind === 'VirtualService' && !reads.get(namespace)?.has('virtualservices'),
  )
  for (const { namespace, name: route } of hidden)
    await world.bed.admin.patch(
      `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${route}`,
      { metadata: { labels: { 'seen-by': name } } },
    )
}

async function readUntil(body: ReadableStream<Uint8Array> | null, word: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes(word)) return text
  }
  return text
}
