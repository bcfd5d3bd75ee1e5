import { expect, test } from 'vitest'
import { kindNames } from '../kubernetes/kinds'
import { ruledKindOf } from './may-read'

test('every kind that is kept is read by a right of its own, or runs, or holds for everybody', () => {
  const others = kindNames.filter((name) => ruledKindOf(name) === undefined)
  expect(others.sort()).toEqual([
    'configMaps',
    'cronJobs',
    'deployments',
    'jobs',
    'namespaces',
    'pods',
    'replicaSets',
    'services',
    // Told by name to who plans a change that they judge, and to nobody else.
    'validatingWebhooks',
  ])
})
