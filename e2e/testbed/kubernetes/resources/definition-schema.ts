import type { StructuralSchema } from '../schema/structural-schema'

const text: StructuralSchema = { type: 'string' }
const open = { 'x-kubernetes-preserve-unknown-fields': true }

const version: StructuralSchema = {
  type: 'object',
  ...open,
  required: ['name', 'served', 'storage'],
  properties: { name: text, served: { type: 'boolean' }, storage: { type: 'boolean' } },
}

/** As much of a CustomResourceDefinition as must be right before an API is made from it. */
export const definitionSchema: StructuralSchema = {
  type: 'object',
  ...open,
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      ...open,
      required: ['group', 'names', 'scope', 'versions'],
      properties: {
        group: text,
        scope: { type: 'string', enum: ['Cluster', 'Namespaced'] },
        names: {
          type: 'object',
          ...open,
          required: ['kind', 'plural'],
          properties: { kind: text, plural: text },
        },
        versions: { type: 'array', items: version },
      },
    },
  },
}
