import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openApiDocument } from './openapi'

const top = path.join(import.meta.dirname, '../..')

/** Next's `[name]` is OpenAPI's `{name}`. */
const routes = readdirSync(path.join(top, 'app/api/v1'), { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts')
  .map((file) => `/api/v1/${path.dirname(file).replaceAll(/\[(\w+)\]/g, '{$1}')}`)

test('the document lists every route of the API', () => {
  expect(routes.length).toBeGreaterThan(1)
  expect(Object.keys(openApiDocument().paths ?? {})).toEqual(expect.arrayContaining(routes))
})

test('the document tells parameters with their values', () => {
  const graph = openApiDocument().paths?.['/api/v1/graph']?.get
  expect(graph?.parameters).toContainEqual(
    expect.objectContaining({
      name: 'view',
      in: 'query',
      required: false,
      schema: expect.objectContaining({ enum: expect.arrayContaining(['workload']) }),
    }),
  )
})

const operations = Object.entries(openApiDocument().paths ?? {}).flatMap(([name, path]) =>
  path.get?.parameters ? [[name, path.get] as const] : [],
)

test.each(operations)('%s tells what may go wrong', (_, { responses }) => {
  for (const status of [400, 421, 502, 503, 504, 'default'])
    expect(responses).toHaveProperty([String(status), 'content', 'application/problem+json'])
})

test.each(operations)('%s has defaults of their parameter’s type', (_, { parameters }) => {
  const schemas = (parameters ?? []).flatMap((one) => ('schema' in one ? [one.schema] : []))
  const defaults = schemas.flatMap((one) => (one && 'default' in one ? [one] : []))
  expect(defaults.length).toBeGreaterThan(0)
  for (const schema of defaults) expect(schema).toMatchObject({ default: expect.any(String) })
})

/** Where numbers are that say neither what they count nor in which unit. */
function bareNumbers(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { type, description } = schema as { type?: string | string[]; description?: string }
  const isNumber = [type].flat().some((one) => one === 'number' || one === 'integer')
  const inside = Object.entries(schema).flatMap(([key, part]) =>
    bareNumbers(part, `${path}.${key}`),
  )
  return isNumber && !description ? [path, ...inside] : inside
}

test.each(operations)('%s says of every number what it is', (name, { responses }) => {
  const answers = (responses as Record<string, unknown>)[200]
  expect(bareNumbers(answers, name)).toEqual([])
})
