import { expect, test } from 'vitest'
import { z } from 'zod'
import { embedEnv, embedVariables } from './embed'

const parse = (variables: Record<string, string>) => {
  const parsed = z.object(embedVariables).safeParse(variables)
  return parsed.success ? embedEnv(parsed.data) : `${parsed.error.issues[0]?.path.join('.')}`
}
const keys = { BINNACLE_EMBED_KEYS_FILE: import.meta.filename }

test('nothing is embedded unless it is asked for', () => {
  expect(parse({})).toBeNull()
})

test('origins are told apart by spaces or commas', () => {
  const origins = ['https://portal.example.com', 'http://localhost:8080']
  expect(parse({ ...keys, BINNACLE_EMBED_ORIGINS: origins.join(', ') })).toMatchObject({
    origins,
    audience: 'binnacle',
  })
})

test.each([
  'https://portal.example.com/',
  'https://*.example.com',
  'https://a.example;script-src',
  '*',
  'https://good.example portal.example',
  'javascript:alert(1)',
  "https://a.example; script-src 'self'",
])('one bad origin refuses the list: %s', (BINNACLE_EMBED_ORIGINS) => {
  expect(parse({ ...keys, BINNACLE_EMBED_ORIGINS })).toMatch(/^BINNACLE_EMBED_ORIGINS/)
})

test('half of an embed is refused', () => {
  expect(parse(keys)).toMatch(/^BINNACLE_EMBED_ORIGINS is not set/)
  const BINNACLE_EMBED_ORIGINS = 'https://portal.example.com'
  expect(parse({ BINNACLE_EMBED_ORIGINS })).toMatch(/^BINNACLE_EMBED_KEYS_FILE is not set/)
})
