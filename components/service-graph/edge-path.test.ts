import { describe, expect, test } from 'vitest'
import { directRoute, flowThrough, passagesOf, samplePath, toPath } from './edge-path'
import { cardSize } from './geometry'

describe('the curve of an edge', () => {
  test('begins and ends where its route does', () => {
    const path = samplePath([
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 80 },
      { x: 100, y: 80 },
    ])
    expect(path[0]).toEqual({ x: 0, y: 0 })
    expect(path.at(-1)).toEqual({ x: 100, y: 80 })
  })

  test('passes the middle between two bends', () => {
    const path = samplePath(
      flowThrough(
        [
          { x: 0, y: 0 },
          { x: 200, y: 100 },
        ],
        'RIGHT',
      ),
    )
    expect(path).toContainEqual({ x: 100, y: 50 })
  })

  test('is a straight line without bends', () => {
    const path = samplePath([
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ])
    expect(path.every(({ y }) => y === 0)).toBe(true)
  })
})

test('the curve as a path has a quadratic for each bend, meeting in the middles between them', () => {
  const route = [
    { x: 0, y: 0 },
    { x: 50, y: 0 },
    { x: 50, y: 80 },
    { x: 100, y: 80.456 },
  ]
  expect(toPath(route)).toBe('M0 0Q50 0 50 40Q50 80 100 80.46')
  expect(toPath(route.slice(0, 2))).toBe('M0 0L50 0')
  expect(toPath([])).toBe('')
})

describe('the passages of a line', () => {
  test('keep what leads past cards and leave the steps aside to the curve', () => {
    const line = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 90 },
      { x: 300, y: 90 },
      { x: 300, y: 40 },
      { x: 310, y: 40 },
    ]
    expect(passagesOf(line, 'RIGHT')).toEqual([
      { x: 46, y: 90 },
      { x: 264, y: 90 },
    ])
  })

  test('of a straight line are none', () => {
    expect(
      passagesOf(
        [
          { x: 0, y: 0 },
          { x: 400, y: 0 },
        ],
        'RIGHT',
      ),
    ).toEqual([])
  })
})

describe('a route without a layout', () => {
  test.each([
    ['right', { x: 400, y: 0 }, { x: cardSize.width / 2, y: -8 }],
    ['left', { x: -400, y: 0 }, { x: -cardSize.width / 2, y: 8 }],
    ['below', { x: 0, y: 200 }, { x: 8, y: 22 }],
    ['above', { x: 0, y: -200 }, { x: -8, y: -22 }],
  ])('leaves on the side that faces a card to the %s', (_, target, start) => {
    expect(directRoute({ x: 0, y: 0 }, target)[0]).toEqual(start)
  })
})
