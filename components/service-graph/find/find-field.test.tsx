// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createRef } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { workload } from '../graph.fixtures'
import { FindField } from './find-field'

afterEach(cleanup)

const graph = {
  view: 'workload' as const,
  nodes: [workload('cart-v1'), workload('reviews-v1')],
  edges: [],
}

function open(value = '') {
  const onFind = vi.fn()
  render(
    <FindField
      value={value}
      graph={graph}
      look=""
      ref={createRef<HTMLInputElement>()}
      onFind={onFind}
      onHide={vi.fn()}
      onLeave={vi.fn()}
    />,
  )
  return onFind
}

test('what is typed right after a completion follows it, however late the next frame is', async () => {
  const frames: FrameRequestCallback[] = []
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame))
  const onFind = open()
  await userEvent.type(screen.getByRole('combobox'), 'app{ArrowDown}{Enter}ca')
  for (const frame of frames) frame(0)
  await userEvent.keyboard('rt{Enter}')
  expect(onFind).toHaveBeenCalledWith('app:cart')
})

test('the word at the caret is completed, wherever the caret was moved, and the caret stays behind it', async () => {
  open('canc !idle')
  const field = screen.getByRole<HTMLInputElement>('combobox')
  await userEvent.type(field, '{ArrowLeft}'.repeat(' !idle'.length))
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(field.value).toBe('cancelled> !idle')
  expect(field.selectionStart).toBe('cancelled>'.length)
})
