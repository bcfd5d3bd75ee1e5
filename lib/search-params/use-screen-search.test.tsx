// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SearchLanguage, useScreenSearch } from './use-screen-search'

vi.mock('next/navigation', () => ({
  // Next's own hook needs its router; it follows the address as this does.
  useSearchParams: () => new URLSearchParams(window.location.search),
}))

type Search = { find: string; sort: string }

const language: SearchLanguage<Search> = {
  parse: (params) => ({ find: params.get('find') ?? '', sort: params.get('sort') ?? '' }),
  toQuery: (search) => new URLSearchParams(Object.entries(search).filter(([, text]) => text)),
  typed: ['find'],
}

const changes = () => {
  const { result } = renderHook(() => useScreenSearch(language))
  return (changed: Partial<Search>) => act(() => result.current[1](changed))
}

beforeEach(() => window.history.replaceState(null, '', '/screen'))
afterEach(cleanup)

test('a choice is a step that Back undoes', () => {
  const before = window.history.length
  changes()({ sort: 'risk' })
  expect(window.location.search).toBe('?sort=risk')
  expect(window.history.length).toBe(before + 1)
})

test('letters that are typed are no steps, and keep what else is chosen', () => {
  const change = changes()
  change({ sort: 'risk' })
  const before = window.history.length
  for (const find of ['l', 'le', 'leg']) change({ find })
  expect(window.location.search).toBe('?find=leg&sort=risk')
  expect(window.history.length).toBe(before)
})
