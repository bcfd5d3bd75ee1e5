import { expect, test } from 'vitest'
import { call, requests, workload } from './graph.fixtures'
import { attemptsFor } from './layout-attempts'
import type { EdgePill } from './pill'

const pill: EdgePill = { edgeId: 'one', pill: { parts: ['1/s'], tone: 'healthy', width: 40 } }

function tried(cards: number, calls: number) {
  const nodes = Array.from({ length: cards }, (_, at) => workload(`card-${at}`))
  const [first, second = first] = nodes
  if (!first || !second) throw new Error('a picture has cards')
  const edges = Array.from({ length: calls }, () => call(first, second, requests(1)))
  return attemptsFor({ nodes, edges }, [pill]).map(
    ({ direction, pills }) => `${direction}${pills.length > 0 ? ' with pills' : ''}`,
  )
}

test.each([
  ['one that opens is tried four times', 15, 59, 4],
  ['one with four calls for each card is tried once', 15, 60, 1],
  ['one that was opened further keeps its pills', 61, 300, 2],
  ['one of very many cards is tried once', 151, 151, 1],
])('%s', (_, cards, calls, times) => {
  expect(tried(cards, calls)).toHaveLength(times)
})

test('pills are given up last, and for what could not be read with them', () => {
  expect(tried(6, 5)).toEqual(['RIGHT with pills', 'DOWN with pills', 'RIGHT', 'DOWN'])
  expect(tried(15, 95)).toEqual(['RIGHT'])
})
