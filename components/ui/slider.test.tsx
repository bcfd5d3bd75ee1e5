// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { Slider } from './slider'
import { valueAfterKey } from './slider-keys'

afterEach(cleanup)

describe('a key takes a slider', () => {
  test.each([
    ['ArrowRight', 83, 10, 93],
    ['ArrowUp', 83, 25, 100],
    ['ArrowLeft', 3, 5, 0],
    ['ArrowDown', 83, 1, 82],
    ['PageUp', 20, 5, 70],
    ['PageDown', 20, 5, 0],
    ['Home', 20, 5, 0],
    ['End', 20, 5, 100],
  ])('%s from %i with a step of %i to %i', (key, value, step, expected) => {
    expect(valueAfterKey(key, { value, max: 100, step })).toBe(expected)
  })

  test('nowhere when it is not one of its own', () => {
    expect(valueAfterKey('Enter', { value: 20, max: 100, step: 5 })).toBeNull()
  })
})

function Held({ disabled = false }: { disabled?: boolean }) {
  const [value, setValue] = useState(83)
  return (
    <Slider
      label="Weight of v1"
      value={value}
      max={100}
      step={10}
      valueText={`${value} of 100`}
      disabled={disabled}
      onChange={setValue}
    />
  )
}

const slider = () => screen.getByRole('slider', { name: 'Weight of v1' })

test('moves by the chosen step from where it is, and speaks its value', async () => {
  render(<Held />)
  await userEvent.tab()
  expect(document.activeElement).toBe(slider())
  await userEvent.keyboard('{ArrowLeft}')
  expect(slider().getAttribute('aria-valuetext')).toBe('73 of 100')
  await userEvent.keyboard('{End}')
  expect(slider().getAttribute('aria-valuenow')).toBe('100')
})

test.each(['altKey', 'ctrlKey', 'metaKey'])('leaves an arrow with %s to the browser', (held) => {
  render(<Held />)
  fireEvent.keyDown(slider(), { key: 'ArrowLeft', [held]: true })
  expect(slider().getAttribute('aria-valuenow')).toBe('83')
})

test('cannot be moved while it is disabled', () => {
  render(<Held disabled />)
  expect(slider()).toHaveProperty('disabled', true)
})
