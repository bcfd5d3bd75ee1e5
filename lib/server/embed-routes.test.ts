import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { embedViewer } from '../identity/embed'
import { type EmbedView, embedViews } from '../identity/embed-token'
import { embedRoutes, refuseEmbed } from './embed-routes'

const root = path.join(import.meta.dirname, '../..')
const routes = readdirSync(path.join(root, 'app/api'), { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts')
  .map((file) => `/api/${path.dirname(file)}`)

const viewer = (views: EmbedView[], window?: number) =>
  embedViewer(
    {
      aud: 'binnacle',
      iat: 0,
      exp: 600,
      namespaces: ['shop'],
      views,
      neighbours: false,
      ...(window === undefined ? {} : { window }),
    },
    { kind: 'all' },
  )

/** As the router reads a path of the route: each parameter is called like a word of another route. */
function asked(route: string, name = 'call') {
  const names = [...route.matchAll(/\[(\w+)\]/g)].map(([, param]) => param ?? '')
  return {
    pathname: route.replaceAll(/\[\w+\]/g, name),
    params: Object.fromEntries(names.map((param) => [param, name])),
    search: {},
  }
}

const opened: Record<EmbedView, string[]> = {
  graph: ['/api/v1/graph'],
  split: ['/api/v1/series', '/api/v1/splits/[namespace]/[kind]/[name]'],
  mtls: ['/api/v1/mtls/[namespace]'],
}

describe('of all routes there are', () => {
  test.each(embedViews)('a token for %s opens those of its picture', (view) => {
    const open = routes.filter((route) => refuseEmbed(viewer([view]), asked(route)) === null)
    expect(open.sort()).toEqual(opened[view])
  })

  test('each that is opened is there', () => {
    expect(routes).toEqual(expect.arrayContaining(Object.values(embedRoutes).flat()))
  })

  test('those that are closed say so', () => {
    expect(refuseEmbed(viewer(['graph', 'split', 'mtls']), asked('/api/v1/me'))).toEqual({
      type: 'about:blank',
      status: 403,
      code: 'embed-route',
      title: 'The token of this panel does not open this',
    })
  })
})

test('a window longer than the token’s is refused', () => {
  const ask = (window: number) =>
    refuseEmbed(viewer(['graph'], 300), { ...asked('/api/v1/graph'), search: { window } })
  expect(ask(300)).toBeNull()
  expect(ask(3_600)).toMatchObject({ status: 403, code: 'embed-window' })
})

test('nobody else is held to it', () => {
  expect(refuseEmbed({ ...viewer([]), mode: 'anonymous' }, asked('/api/v1/me'))).toBeNull()
})
