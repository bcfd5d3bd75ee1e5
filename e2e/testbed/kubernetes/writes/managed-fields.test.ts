import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../object'
import { updateManagedFields } from './managed-fields'

const writer = (manager: string, subresource = '') => ({ manager, apiVersion: 'v1', subresource })

const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reviews', labels: { app: 'reviews' }, finalizers: ['bed/hold'] },
  spec: { containers: [{ name: 'reviews', image: 'reviews:1' }], nodeSelector: { disk: 'ssd' } },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
}

const fieldsBy = (
  before: KubernetesObject | null,
  after: KubernetesObject,
  by = writer('kubectl'),
) =>
  updateManagedFields(before, after, null, by).map(({ manager, fieldsV1 }) => [manager, fieldsV1])

describe('the fields of a writer', () => {
  test('of a built-in kind name the entries of keyed lists', () => {
    expect(fieldsBy(null, pod)).toEqual([
      [
        'kubectl',
        {
          'f:metadata': {
            'f:labels': { '.': {}, 'f:app': {} },
            'f:finalizers': { '.': {}, 'v:"bed/hold"': {} },
          },
          'f:spec': {
            'f:containers': { 'k:{"name":"reviews"}': { '.': {}, 'f:name': {}, 'f:image': {} } },
            'f:nodeSelector': {},
          },
        },
      ],
    ])
  })

  test('of the status are the status', () => {
    expect(fieldsBy(null, pod, writer('kubelet', 'status'))).toEqual([
      [
        'kubelet',
        expect.objectContaining({
          'f:status': {
            'f:phase': {},
            'f:conditions': {
              '.': {},
              'k:{"type":"Ready"}': { '.': {}, 'f:type': {}, 'f:status': {} },
            },
          },
        }),
      ],
    ])
  })

  test('pass to the next one who changes them, and are gone with the field', () => {
    const managedFields = updateManagedFields(null, pod, null, writer('kubectl'))
    const before = { ...pod, metadata: { ...pod.metadata, managedFields } }
    const after = {
      ...before,
      metadata: { ...before.metadata, labels: { app: 'ratings' }, finalizers: [] },
      spec: { containers: [{ name: 'reviews', image: 'reviews:1' }] },
    }
    expect(fieldsBy(before, after, writer('console'))).toEqual([
      [
        'kubectl',
        {
          'f:metadata': { 'f:labels': { '.': {} } },
          'f:spec': {
            'f:containers': { 'k:{"name":"reviews"}': { '.': {}, 'f:name': {}, 'f:image': {} } },
          },
        },
      ],
      ['console', { 'f:metadata': { 'f:finalizers': {}, 'f:labels': { 'f:app': {} } } }],
    ])
  })
})
