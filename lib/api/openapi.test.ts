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

test('the document tells parameters with their values, and problems', () => {
  const graph = openApiDocument().paths?.['/api/v1/graph']?.get
  expect(graph?.parameters).toContainEqual(
    expect.objectContaining({
      name: 'view',
      in: 'query',
      required: false,
      schema: expect.objectContaining({ enum: expect.arrayContaining(['workload']) }),
    }),
  )
  expect(graph?.responses).toMatchObject({ 400: { content: { 'application/problem+json': {} } } })
})
