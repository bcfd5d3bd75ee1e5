import { expect, test } from 'vitest'
import { directRoute } from './edge-path'
import { placePills } from './place-pills'

const pillOf = (edgeId: string, width = 80) => ({
  edgeId,
  pill: { parts: ['41.8/s'], tone: 'healthy' as const, width },
})

test('a pill sits in the middle of its edge', () => {
  const placed = placePills({
    pills: [pillOf('a')],
    routes: new Map([['a', directRoute({ x: 0, y: 0 }, { x: 600, y: 0 })]]),
    slots: new Map(),
    cards: [
      { x: 0, y: 0 },
      { x: 600, y: 0 },
    ],
  })
  expect(placed.map(({ at }) => at)).toEqual([{ x: 300, y: -8 }])
})

test('the second of two crossing edges moves its pill along', () => {
  const routes = new Map([
    ['a', directRoute({ x: 0, y: 0 }, { x: 600, y: 300 })],
    ['b', directRoute({ x: 0, y: 300 }, { x: 600, y: 0 })],
  ])
  const [first, second] = placePills({
    pills: [pillOf('a'), pillOf('b')],
    routes,
    slots: new Map(),
    cards: [],
  })
  expect(
    first && second && Math.hypot(first.at.x - second.at.x, first.at.y - second.at.y),
  ).toBeGreaterThan(20)
})

test('a pill without room is left out rather than laid over a card', () => {
  const source = { x: 0, y: 0 }
  const target = { x: 220, y: 0 }
  const cards = [source, target]
  const routes = new Map([['a', directRoute(source, target)]])
  expect(placePills({ pills: [pillOf('a', 200)], routes, slots: new Map(), cards })).toEqual([])
})
