import { notAcceptable } from '../http/status'
import type { JsonObject, KubernetesObject } from '../object'
import { groupVersion, type ResourceVersion } from '../resources/resource'
import { toTable } from './table'

export type Representation = {
  shape: 'object' | 'partial' | 'table'
  format: 'json' | 'yaml'
}

const accepted = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
] as const

const formats: Record<string, 'json' | 'yaml'> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/*': 'json',
  '*/*': 'json',
}

const shapes: Record<string, Representation['shape']> = {
  Table: 'table',
  PartialObjectMetadata: 'partial',
  PartialObjectMetadataList: 'partial',
}

function parseRange(range: string): Representation | null {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
  const format = formats[type]
  if (format === undefined) return null
  const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice('as='.length)
  if (as === undefined) return { shape: 'object', format }
  const shape = shapes[as]
  return shape === undefined ? null : { shape, format }
}

/** The first acceptable form wins. Protobuf is not spoken here, and its clients also offer JSON. */
export function negotiate(accept: string | undefined): Representation {
  if (!accept) return { shape: 'object', format: 'json' }
  for (const range of accept.split(',')) {
    const representation = parseRange(range)
    if (representation) return representation
  }
  throw notAcceptable(accepted)
}

const partial = (object: KubernetesObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
})

/** One object in one of its served versions. */
export const inVersion = (object: KubernetesObject, { resource, version }: ResourceVersion) => {
  const apiVersion = groupVersion(resource.group, version.name)
  if (object.apiVersion === apiVersion) return object
  return resource.behaviour.convert?.(object, apiVersion) ?? { ...object, apiVersion }
}

export function present(
  object: KubernetesObject,
  target: ResourceVersion,
  shape: Representation['shape'],
): JsonObject {
  switch (shape) {
    case 'object':
      return inVersion(object, target)
    case 'partial':
      return partial(object)
    case 'table':
      return toTable([object], target, {})
  }
}

/** Items of built-in kinds leave out what the list says already, as the API server's do. */
function item(object: KubernetesObject, target: ResourceVersion): JsonObject {
  if (target.resource.isCustom) return inVersion(object, target)
  const { apiVersion: _, kind: __, ...rest } = inVersion(object, target)
  return rest
}

export function presentList(
  objects: readonly KubernetesObject[],
  target: ResourceVersion,
  shape: Representation['shape'],
  metadata: JsonObject,
): JsonObject {
  const { resource, version } = target
  switch (shape) {
    case 'object':
      return {
        kind: resource.listKind,
        apiVersion: groupVersion(resource.group, version.name),
        metadata,
        items: objects.map((object) => item(object, target)),
      }
    case 'partial':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: objects.map(partial),
      }
    case 'table':
      return toTable(objects, target, metadata)
  }
}
