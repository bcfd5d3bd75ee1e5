// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { PanelFrame } from './frame'
import { usePanelFocus } from './use-panel-focus'

function Panel({
  selected,
  onSelect,
}: {
  selected: string
  onSelect: (id: string | null) => void
}) {
  return (
    <div {...usePanelFocus(selected)}>
      {/* Another frame for another thing, as nodes and edges have panels of their own. */}
      <PanelFrame key={selected} kind="Workload" title={selected} onClose={() => onSelect(null)}>
        <button type="button" onClick={() => onSelect('reviews')}>
          Show reviews
        </button>
      </PanelFrame>
    </div>
  )
}

function Screen() {
  const [selected, select] = useState<string | null>(null)
  return (
    <>
      <button type="button" onClick={() => select('productpage')}>
        Open
      </button>
      {selected !== null && <Panel selected={selected} onSelect={select} />}
    </>
  )
}

afterEach(cleanup)

test('the title has the focus when a press in the panel leads to another thing', async () => {
  render(<Screen />)
  await userEvent.click(screen.getByRole('button', { name: 'Open' }))
  screen.getByRole('button', { name: 'Show reviews' }).focus()
  await userEvent.keyboard('{Enter}')
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'reviews' }))
})

test('what opened the panel has the focus again when it is closed from inside', async () => {
  render(<Screen />)
  await userEvent.click(screen.getByRole('button', { name: 'Open' }))
  screen.getByRole('button', { name: 'Show reviews' }).focus()
  await userEvent.keyboard('{Enter}')
  screen.getByRole('button', { name: 'Close the panel' }).focus()
  await userEvent.keyboard('{Enter}')
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open' }))
})

test('a focus elsewhere stays there when the panel closes', async () => {
  const { rerender } = render(<Elsewhere isOpen />)
  await userEvent.click(screen.getByRole('button', { name: 'Close the panel' }))
  await userEvent.click(screen.getByRole('button', { name: 'Elsewhere' }))
  rerender(<Elsewhere isOpen={false} />)
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Elsewhere' }))
})

const Elsewhere = ({ isOpen }: { isOpen: boolean }) => (
  <>
    <button type="button">Elsewhere</button>
    {isOpen && <Panel selected="productpage" onSelect={() => undefined} />}
  </>
)
