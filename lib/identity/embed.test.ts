import { expect, test } from 'vitest'
import { embedTokenOf, embedViewer } from './embed'
import type { EmbedClaims } from './embed-token'

const claims: EmbedClaims = {
  aud: 'binnacle',
  iat: 0,
  exp: 600,
  namespaces: ['shop', 'billing'],
  views: ['graph'],
  neighbours: false,
}

test('an embed sees what its token names and the console may see, and nothing else', () => {
  const own = { kind: 'namespaces', names: new Set(['shop', 'bank']) } as const
  expect(embedViewer(claims, own).sees).toEqual({ kind: 'namespaces', names: new Set(['shop']) })
  expect(embedViewer(claims, { kind: 'all' }).sees).toEqual({
    kind: 'namespaces',
    names: new Set(['shop', 'billing']),
  })
})

test('an embed may name neighbours where its token says so, and the console may see them', () => {
  const own = { kind: 'namespaces', names: new Set(['shop', 'bank']) } as const
  const neighbours = (may: boolean) => embedViewer({ ...claims, neighbours: may }, own).embed
  expect(neighbours(true)?.neighbours).toEqual(own)
  expect(neighbours(false)?.neighbours).toEqual({ kind: 'namespaces', names: new Set() })
})

test('an embed never writes, whoever it is signed for', () => {
  const viewer = embedViewer({ ...claims, sub: 'system:admin' }, { kind: 'all' })
  expect(viewer).toMatchObject({ mode: 'embed', writes: { kind: 'nobody', why: 'embed' } })
})

test.each([
  ['Binnacle-Embed a.b.c', 'a.b.c'],
  ['binnacle-embed a.b.c', 'a.b.c'],
  ['Binnacle-Embed', ''],
  ['Bearer a.b.c', null],
  ['', null],
])('the header %j holds the token %j', (authorization, token) => {
  expect(embedTokenOf(new Headers({ authorization }))).toBe(token)
})
