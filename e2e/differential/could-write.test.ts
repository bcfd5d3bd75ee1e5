import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { tellIfItCouldWrite } from '../../lib/identity/could-write'
import { viewOnlyWarnings } from '../../lib/server/view-only-warnings'
import { allow, type Rule } from '../testbed/kubernetes/testing/account'
import { startWriteBed, type WriteBed } from './write-bed'

const reading: Rule = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }
const writing: Rule = {
  apiGroups: ['networking.istio.io'],
  resources: ['virtualservices'],
  verbs: ['patch', 'delete'],
}

let bed: WriteBed
beforeAll(async () => {
  bed = await startWriteBed([reading])
})
afterAll(() => bed.stop())

/** Whatever was found out before is half a minute old now. */
function later() {
  vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ['Date'] })
}

test('a view-only console says so when its own identity could write, and only then', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const lines = () => said.mock.calls.map(([line]) => String(line))
  await tellIfItCouldWrite()
  expect(lines().filter((line) => line.includes('could write'))).toEqual([])
  expect(await viewOnlyWarnings({ viewOnly: true })).toEqual([])

  await allow(bed.admin, 'ClusterRole', 'writer', [reading, writing])
  later()
  await tellIfItCouldWrite()
  expect(lines().at(-1)).toMatch(/BINNACLE_VIEW_ONLY is set.*change, delete VirtualServices/)
  expect(await viewOnlyWarnings({ viewOnly: true })).toMatchObject([
    { detail: expect.stringContaining('Its identity may change, delete VirtualServices.') },
  ])
  // Who is meant to write is not warned of it.
  expect(await viewOnlyWarnings({ viewOnly: false })).toEqual([])
  vi.useRealTimers()
})
