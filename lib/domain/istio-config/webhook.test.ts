import { expect, test } from 'vitest'
import { judgesOf, type ValidatingWebhook, type WrittenObject } from './webhook'

const everything = { matchLabels: {}, matchExpressions: [] }

const rule = {
  groups: ['networking.istio.io', 'security.istio.io'],
  versions: ['*'],
  resources: ['*'],
  operations: ['CREATE', 'UPDATE'],
}

const istio = (more: Partial<ValidatingWebhook> = {}): ValidatingWebhook => ({
  name: 'validation.istio.io',
  rules: [rule],
  namespaces: everything,
  objects: everything,
  ...more,
})

const expression = (key: string, operator: string, values: string[] = []) => ({
  matchLabels: {},
  matchExpressions: [{ key, operator, values }],
})

const write = (more: Partial<WrittenObject> = {}): WrittenObject => ({
  group: 'networking.istio.io',
  version: 'v1',
  resource: 'virtualservices',
  operation: 'UPDATE',
  namespaceLabels: { 'kubernetes.io/metadata.name': 'default' },
  labels: { 'istio.io/rev': 'canary' },
  ...more,
})

test.each([
  ['its group and everything in it', istio(), write(), true],
  ['another group', istio(), write({ group: 'gateway.networking.k8s.io' }), false],
  ['another operation', istio({ rules: [{ ...rule, operations: ['DELETE'] }] }), write(), false],
  [
    'one resource with its subresources',
    istio({ rules: [{ ...rule, resources: ['virtualservices/*'] }] }),
    write(),
    true,
  ],
  [
    'only a subresource',
    istio({ rules: [{ ...rule, resources: ['virtualservices/status'] }] }),
    write(),
    false,
  ],
  [
    'objects of its revision',
    istio({ objects: expression('istio.io/rev', 'In', ['canary']) }),
    write(),
    true,
  ],
  [
    'objects of another revision',
    istio({ objects: expression('istio.io/rev', 'In', ['stable']) }),
    write(),
    false,
  ],
  [
    'objects without a revision',
    istio({ objects: expression('istio.io/rev', 'DoesNotExist') }),
    write(),
    false,
  ],
  ['objects with one', istio({ objects: expression('istio.io/rev', 'Exists') }), write(), true],
  [
    'namespaces but one',
    istio({ namespaces: expression('kubernetes.io/metadata.name', 'NotIn', ['default']) }),
    write(),
    false,
  ],
  [
    'labelled namespaces',
    istio({ namespaces: { matchLabels: { team: 'shop' }, matchExpressions: [] } }),
    write(),
    false,
  ],
])('a webhook for %s', (_, webhook, written, isAsked) => {
  expect(judgesOf([webhook], written)).toEqual(isAsked ? [webhook] : [])
})
