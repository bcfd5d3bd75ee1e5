// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { useShortcut } from './use-shortcut'

afterEach(cleanup)

function Screen({ onPress }: { onPress: () => void }) {
  useShortcut('t', onPress)
  return (
    <>
      <input aria-label="a field" />
      <button type="button">a button</button>
    </>
  )
}

async function press(keys: string, focused: 'input' | 'button' | null) {
  const onPress = vi.fn()
  const { container } = render(<Screen onPress={onPress} />)
  if (focused) container.querySelector<HTMLElement>(focused)?.focus()
  await userEvent.keyboard(keys)
  return onPress.mock.calls.length
}

test.each([
  ['when nothing has the focus', 't', null, 1],
  ['on a button', 't', 'button', 1],
  ['not where it is written', 't', 'input', 0],
  ['not with another key held', '{Control>}t{/Control}', null, 0],
  ['not for another key', 'u', null, 0],
] as const)('the key is heard %s', async (_, keys, focused, times) => {
  expect(await press(keys, focused)).toBe(times)
})
