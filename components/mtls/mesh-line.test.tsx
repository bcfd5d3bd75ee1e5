// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { MeshLine } from './mesh-line'
import type { MeshMtls } from './reply-parts'

const mesh: MeshMtls = {
  mode: 'PERMISSIVE',
  policy: null,
  revisions: [],
  rootCertificateExpiresAt: null,
}

afterEach(cleanup)

test.each([
  [true, 'istiod’s metrics are not scraped'],
  [false, 'Prometheus did not tell'],
])('why the root certificate’s end is not known: Prometheus told %s', (isExpiryTold, words) => {
  render(<MeshLine mesh={mesh} isExpiryTold={isExpiryTold} />)
  expect(screen.getByText(words)).toBeTruthy()
})

test('the day on which it ends is named', () => {
  const ends = { ...mesh, rootCertificateExpiresAt: Date.UTC(2036, 6, 27) }
  render(<MeshLine mesh={ends} isExpiryTold />)
  expect(screen.getByText('27 Jul 2036')).toBeTruthy()
})
