// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { useEscape } from './use-escape'

const onEscape = vi.fn()

function Page() {
  useEscape(onEscape)
  return (
    <>
      <button type="button">On the page</button>
      <div role="dialog">
        <input aria-label="In a popup" />
      </div>
    </>
  )
}

afterEach(() => {
  cleanup()
  onEscape.mockClear()
})

test('hears Escape while nothing has the focus', async () => {
  render(<Page />)
  await userEvent.keyboard('{Escape}')
  expect(onEscape).toHaveBeenCalledOnce()
})

test('hears Escape on any control of the page, and no other key', async () => {
  render(<Page />)
  await userEvent.type(screen.getByRole('button'), 'x{Escape}')
  expect(onEscape).toHaveBeenCalledOnce()
})

test('leaves an Escape in a popup to the popup', async () => {
  render(<Page />)
  await userEvent.type(screen.getByRole('textbox'), '{Escape}')
  expect(onEscape).not.toHaveBeenCalled()
})
