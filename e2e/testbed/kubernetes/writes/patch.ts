import { applyPatch, type Operation } from 'rfc6902'
import { parse } from 'yaml'
import type { Cluster } from '../cluster'
import { goSyntaxError } from '../http/go-json'
import {
  badRequest,
  failure,
  fieldInvalid,
  fieldRequired,
  invalid,
  patchRejected,
  unsupportedMediaType,
} from '../http/status'
import { copyJson, isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import { mediaType, type RawBody } from './body'
import type { WriteRequest, Written } from './create'
import { readFields, strictDecodingError, unknownFieldWords } from './fields'
import { mergePatch, strategicMergePatch } from './merge-patch'
import { currentObject, replaceObject } from './update'

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(`error decoding patch: ${goSyntaxError(text, error)}`)
  }
}

function parseObject(text: string): JsonObject {
  const value = parseJson(text)
  if (isJsonObject(value)) return value
  throw badRequest('error decoding patch: json: cannot unmarshal into an object')
}

function parseOperations(text: string): Operation[] {
  const value = parseJson(text)
  // What is no operation is refused by applyPatch, one by one, as the API server does.
  if (Array.isArray(value)) return value as Operation[]
  const type = isJsonObject(value) ? 'object' : typeof value
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${type} into Go value of type []handlers.jsonPatchOp`,
  )
}

const unescapePointer = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~')

/** The API server takes `test` against null as true where the parent is there and the field is not. */
function isAbsentAsTested(object: JsonObject, operation: Operation): boolean {
  if (operation.op !== 'test' || (operation.value ?? null) !== null) return false
  const parts = operation.path.split('/').slice(1).map(unescapePointer)
  const last = parts.pop()
  const parent = parts.reduce<unknown>(
    (value, part) =>
      isJsonObject(value) || Array.isArray(value) ? (value as JsonObject)[part] : undefined,
    object,
  )
  return last !== undefined && isJsonObject(parent) && (parent[last] ?? null) === null
}

/** All operations or none, on a copy. */
function applyJsonPatch(object: KubernetesObject, operations: readonly Operation[]): JsonObject {
  const patched = copyJson<JsonObject>(object)
  for (const operation of operations) {
    if (!isJsonObject(operation) || typeof operation.path !== 'string') throw patchRejected()
    if (isAbsentAsTested(patched, operation)) continue
    if (!operation.path.startsWith('/') && operation.path !== '') throw patchRejected()
    const [error] = applyPatch(patched, [operation])
    if (error) throw patchRejected()
  }
  return patched
}

function refuseApply({ text }: RawBody, fieldManager: string | null): never {
  if (!fieldManager) {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      fieldRequired('fieldManager', 'is required for apply patch'),
    ])
  }
  const { kind = 'object' } = (parse(text) ?? {}) as JsonObject
  throw failure(
    501,
    'NotImplemented',
    `cannot apply this ${kind}: the embedded Kubernetes API has no server-side apply; send a JSON or merge patch, or use the real API server`,
  )
}

/** An object, or what a subresource shows of it, as a patch wants it. */
export function patchedObject(
  current: KubernetesObject,
  body: RawBody,
  request: PatchRequest,
): JsonObject {
  const { isCustom } = request.target.resource
  switch (mediaType(body)) {
    case types.json:
      return applyJsonPatch(current, parseOperations(body.text))
    case types.merge:
      return mergePatch(current, parseObject(body.text)) as JsonObject
    case types.apply:
      return refuseApply(body, request.explicitManager)
    case types.strategic:
      if (!isCustom) return strategicMergePatch(current, parseObject(body.text))
  }
  const { json, merge, strategic, apply } = types
  throw unsupportedMediaType(isCustom ? [json, merge, apply] : [json, merge, strategic, apply])
}

function sortedJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedJson)
  if (!isJsonObject(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sortedJson(value[key])]))
}

/** Under Strict the API server shows the whole patched object in its refusal. */
function refuseUnknown(object: JsonObject, problems: readonly string[]) {
  const text = JSON.stringify(sortedJson(object))
  const cause = fieldInvalid('patch', text, strictDecodingError(problems))
  return invalid({ group: '', kind: '' }, '', [cause])
}

/** A PUT of another uid is a conflict; a patch that writes one is told that it cannot, twice. */
function refuseOwnUid(
  { target: { resource } }: WriteRequest,
  current: KubernetesObject,
  { metadata }: KubernetesObject,
) {
  if (metadata.uid === undefined || metadata.uid === current.metadata.uid) return
  const cause = fieldInvalid('metadata.uid', metadata.uid, 'field is immutable')
  throw invalid(resource, current.metadata.name, [cause, cause])
}

type PatchRequest = WriteRequest & { explicitManager: string | null }

export function patchObject(cluster: Cluster, request: PatchRequest, body: RawBody): Written {
  const { target, options } = request
  const current = currentObject(cluster, request)
  const next = patchedObject(current, body, request)
  const { object, unknownFields } = readFields(next, target)
  const problems = unknownFieldWords(unknownFields)
  if (problems.length > 0 && options.fieldValidation === 'Strict') {
    throw refuseUnknown(next, problems)
  }
  refuseOwnUid(request, current, object)
  return {
    object: replaceObject(cluster, request, current, object),
    warnings: options.fieldValidation === 'Warn' ? problems : [],
  }
}
