// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { destination, route } from '@/lib/domain/traffic-split/split.fixtures'
import { detail } from './split-detail.fixtures'
import { bar, moveTo50, open, press, slider, weights } from './split-editor.fixtures'

describe('moving weights', () => {
  test('by keyboard keeps the sum and says what has moved', async () => {
    open()
    await moveTo50()
    expect(weights()).toEqual([50, 50])
    expect(bar()?.textContent).toContain('80 / 20 → 50 / 50')
  })

  test('back to where it started leaves nothing to write', async () => {
    open()
    await moveTo50()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}')
    expect(bar()).toBeNull()
  })

  test('in numbers is taken over on Enter, and refused outside of the sum', async () => {
    open()
    const field = screen.getByRole('textbox', { name: 'v2 in numbers' })
    await userEvent.clear(field)
    await userEvent.type(field, '35{Enter}')
    expect(weights()).toEqual([65, 35])
    await userEvent.clear(field)
    await userEvent.type(field, '101{Enter}')
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(weights()).toEqual([65, 35])
  })

  test('holds a locked version still', async () => {
    open(
      detail({
        routes: [route([destination('v1', 50), destination('v2', 30), destination('v3', 20)])],
      }),
    )
    await press('Lock v2')
    await press('All to v3')
    expect(weights()).toEqual([0, 30, 70])
    expect(slider('v2')).toHaveProperty('disabled', true)
  })

  test('keeps the author’s scale unless asked for per cent', async () => {
    open(detail({ routes: [route([destination('v1', 1), destination('v2', 3)])] }))
    slider('v1').focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(weights()).toEqual([2, 2])
    await press('As per cent')
    expect(weights()).toEqual([50, 50])
    await press('Keep the sum 4')
    expect(weights()).toEqual([2, 2])
  })

  test('is not possible where it is not allowed', () => {
    open(detail({ editable: { allowed: false, reason: 'You may only look.' } }))
    expect(slider('v1')).toHaveProperty('disabled', true)
  })
})

describe('while a draft is open', () => {
  test('another’s change is told, and the draft is kept on top of it', async () => {
    const { show } = open()
    await moveTo50()
    show(
      detail({
        generation: 4,
        routes: [route([destination('v1', 70), destination('v2', 30)])],
      }),
    )
    expect(screen.getByRole('alert').textContent).toContain('80 / 20 is now 70 / 30')
    expect(screen.getByRole('button', { name: 'Review the change' })).toHaveProperty(
      'disabled',
      true,
    )
    await press('Keep my weights on top of it')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(weights()).toEqual([50, 50])
  })
  test('another’s route in front of it is told, and the draft goes on behind it', async () => {
    const { show } = open()
    await moveTo50()
    const testers = route([destination('v1', 100), destination('v3', 0)], { match: 'testers' })
    const own = route([destination('v1', 80), destination('v2', 20)], { route: '/spec/http/1' })
    show(detail({ generation: 4, routes: [testers, own] }))
    expect(screen.getByRole('alert').textContent).toContain('it is /spec/http/1 now')
    expect(weights()).toEqual([100, 0, 80, 20])
    await press('Keep my weights on top of it')
    expect(weights()).toEqual([100, 0, 50, 50])
    expect(bar()?.textContent).toContain('80 / 20 → 50 / 50')
  })
})
