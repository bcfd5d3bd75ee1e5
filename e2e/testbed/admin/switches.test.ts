import { describe, expect, test } from 'vitest'
import { loadScenario } from '../scenarios/load'
import { someWeather } from '../weather/weather'
import { weatherPage } from './page'
import { switchesFor } from './switches'

const groups = switchesFor(loadScenario('bookinfo').manifests)
const weather = groups
  .flatMap(({ title, switches }) =>
    switches.map((one) => ({ ...one, name: `${title} ${one.title}` })),
  )
  .filter(({ path }) => path === '/weather')

describe('the switches of the weather page', () => {
  test.each(weather)('$name is weather that the admin port takes', ({ body }) => {
    expect(() => someWeather.parse(body)).not.toThrow()
  })

  test('each does something of its own', () => {
    const bodies = groups.flatMap(({ switches }) =>
      switches.map(({ path, body }) => path + JSON.stringify(body)),
    )
    const leavingAlone = bodies.filter((body) => body.includes('"reconciler":null'))
    expect(new Set(bodies).size).toBe(bodies.length - leavingAlone.length + 1)
  })

  test('a route of the scenario can be put back by others, by the path that serves it', () => {
    const route = groups.find(({ title }) => title === 'VirtualService default/reviews')
    expect(JSON.stringify(route)).toContain(
      '/apis/networking.istio.io/v1beta1/namespaces/default/virtualservices/reviews',
    )
  })
})

test('the page has a button for each, whatever stands in a name', () => {
  const html = weatherPage([
    {
      title: 'a "<b>" & c',
      switches: [{ title: 'x', method: 'PUT', path: '/weather', body: { a: '"><script>' } }],
    },
  ])
  expect(html).toContain('<h2>a &#34;&#60;b&#62;&#34; &#38; c</h2>')
  expect(html).not.toContain('"><script>')
  for (const { title } of groups) expect(weatherPage(groups)).toContain(`<h2>${title}</h2>`)
})
