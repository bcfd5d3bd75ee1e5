// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ProblemError } from '@/lib/queries/fetch-json'
import { SignedOut } from './signed-out'

vi.mock('next/navigation', () => ({
  usePathname: () => '/graph',
  useSearchParams: () => new URLSearchParams({ window: '1m' }),
}))
afterEach(cleanup)

const problem = (code: string, status: number) => new ProblemError({ title: code, status, code })

test('stands from the first question that is refused until one is answered again', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } })
  let answer = () => Promise.resolve('a picture')
  const ask = () =>
    client.fetchQuery({ queryKey: ['x'], queryFn: () => answer() }).catch(() => undefined)
  render(
    <QueryClientProvider client={client}>
      <SignedOut />
    </QueryClientProvider>,
  )
  await ask()
  answer = () => Promise.reject(problem('not-signed-in', 401))
  await ask()
  const link = await screen.findByRole('link', { name: 'Sign in' })
  expect(link.getAttribute('href')).toBe('/auth/login?return-to=%2Fgraph%3Fwindow%3D1m')
  // In another tab: what was moved in this one stays.
  expect(link.getAttribute('target')).toBe('_blank')
  answer = () => Promise.reject(problem('busy', 503))
  await ask()
  expect(screen.queryByRole('link')).not.toBeNull()
  answer = () => Promise.resolve('a picture')
  await ask()
  await vi.waitFor(() => expect(screen.queryByRole('link')).toBeNull())
})
