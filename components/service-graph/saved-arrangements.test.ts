// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import { type Arrangement, emptyArrangement } from './arrangement'
import { forgetArrangement, saveArrangement, savedArrangement } from './saved-arrangements'

const storage = window.localStorage
beforeEach(() => storage.clear())

const arrangement: Arrangement = {
  direction: 'DOWN',
  positions: new Map([['reviews', { x: 10, y: 20 }]]),
  routes: new Map([['edge', [{ x: 1, y: 2 }]]]),
  slots: new Map([['edge', { x: 1, y: 2, width: 3, height: 4 }]]),
}

test('comes back as it was left, to the pixel', () => {
  saveArrangement(storage, 'workload', arrangement)
  expect(savedArrangement(storage, 'workload')).toEqual(arrangement)
  expect(savedArrangement(storage, 'app')).toBeNull()
})

test('is forgotten when the layout shall decide again', () => {
  saveArrangement(storage, 'workload', arrangement)
  saveArrangement(storage, 'app', arrangement)
  forgetArrangement(storage, 'workload')
  expect(savedArrangement(storage, 'workload')).toBeNull()
  expect(savedArrangement(storage, 'app')).toEqual(arrangement)
})

test('only the last dozen pictures are kept', () => {
  for (let number = 0; number < 20; number++)
    saveArrangement(storage, `picture ${number}`, emptyArrangement)
  expect(savedArrangement(storage, 'picture 7')).toBeNull()
  expect(savedArrangement(storage, 'picture 8')).not.toBeNull()
})

test.each(['{', '7', '[["a"]]', '[["a", null]]', '[["workload", {"direction":"UP"}]]'])(
  'what is no shelf of ours (%s) is as nothing',
  (written) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    storage.setItem('binnacle-graph-positions', written)
    expect(savedArrangement(storage, 'workload')).toBeNull()
    expect(savedArrangement(storage, 'a')).toBeNull()
    saveArrangement(storage, 'workload', arrangement)
    expect(savedArrangement(storage, 'workload')).toEqual(arrangement)
  },
)
