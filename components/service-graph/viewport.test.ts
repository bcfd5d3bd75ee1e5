import { describe, expect, test } from 'vitest'
import { broughtIntoSight, opening } from './viewport'

const desktop = { width: 1264, height: 800 }
const phone = { width: 390, height: 660 }
const bookinfo = { x: 0, y: 0, width: 672, height: 520 }

describe('the opening picture', () => {
  test('shows the whole of a small graph at full size, in the middle', () => {
    const { zoom, pan } = opening(bookinfo, desktop, { x: 300, y: 22 })
    expect(zoom).toBe(1)
    expect(pan.x + bookinfo.width / 2).toBe(desktop.width / 2)
  })

  test('keeps names readable on a phone and starts where the graph starts', () => {
    const start = { x: 300, y: 22 }
    const { zoom, pan } = opening(bookinfo, phone, start)
    expect(zoom * 13).toBeGreaterThanOrEqual(11)
    expect(pan.x + start.x * zoom).toBeGreaterThan(0)
    expect(pan.x + start.x * zoom).toBeLessThan(phone.width)
  })

  test('begins at a readable size where the graph is too large for the window', () => {
    const large = { x: 0, y: 0, width: 9000, height: 4000 }
    const { zoom, pan } = opening(large, desktop, { x: 0, y: 0 })
    expect(zoom * 13).toBeGreaterThanOrEqual(11)
    expect(pan).toEqual({ x: 24, y: 24 })
  })
})

describe('a card that is asked for', () => {
  const viewport = { zoom: 1, pan: { x: 0, y: 0 } }
  test('moves nothing when it is in sight', () => {
    expect(
      broughtIntoSight({ x: 100, y: 100, width: 168, height: 44 }, viewport, desktop),
    ).toBeNull()
  })

  test('is brought in by the least shift', () => {
    const beyond = { x: 1200, y: 100, width: 168, height: 44 }
    expect(broughtIntoSight(beyond, viewport, desktop)).toEqual({ x: -128, y: 0 })
  })
})
