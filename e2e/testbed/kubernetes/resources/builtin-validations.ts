import { isIP } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  type StatusCause,
} from '../http/status'
import { copyJson, isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import { fillPodSpec } from './builtin-defaults'

type Validation = (
  object: KubernetesObject,
  previous: KubernetesObject | null,
) => readonly StatusCause[]

const list = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []

const isLoopback = (address: string) =>
  isIP(address) !== 0 && (address.startsWith('127.') || address === '::1')

function endpointSlice({ endpoints }: KubernetesObject): StatusCause[] {
  return list(endpoints).flatMap(({ addresses }, index) =>
    (Array.isArray(addresses) ? addresses.map(String) : []).flatMap((address, position) =>
      isLoopback(address)
        ? fieldInvalid(
            `endpoints[${index}].addresses[${position}]`,
            address,
            'may not be in the loopback range (127.0.0.0/8, ::1/128)',
          )
        : [],
    ),
  )
}

function containersIn(spec: JsonObject, field: string, path: string): StatusCause[] {
  const containers = list(spec[field])
  const at = (index: number, key: string) => `${path}.${field}[${index}].${key}`
  return containers.flatMap((container, index) => {
    const missing = ['name', 'image'].filter((key) => !container[key])
    const isTaken = containers.slice(0, index).some(({ name }) => name && name === container.name)
    return [
      ...missing.map((key) => fieldRequired(at(index, key))),
      ...(isTaken ? [fieldDuplicate(at(index, 'name'), container.name)] : []),
    ]
  })
}

function podSpec(value: unknown, path: string): StatusCause[] {
  const spec = isJsonObject(value) ? value : {}
  return [
    ...(list(spec.containers).length === 0 ? [fieldRequired(`${path}.containers`)] : []),
    ...containersIn(spec, 'containers', path),
    ...containersIn(spec, 'initContainers', path),
  ]
}

/** What may be changed of a Pod that is there; the rest of its spec never. */
function fixedPart(value: unknown): JsonObject {
  const spec = isJsonObject(value) ? copyJson(value) : {}
  fillPodSpec(spec)
  const { activeDeadlineSeconds: _, tolerations: __, ...fixed } = spec
  for (const container of [...list(spec.containers), ...list(spec.initContainers)]) {
    delete container.image
    delete container.imagePullPolicy
  }
  return fixed
}

const podUpdate =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

const countIn = (spec: unknown, field: string) => list(isJsonObject(spec) ? spec[field] : []).length

function pod({ spec }: KubernetesObject, previous: KubernetesObject | null): StatusCause[] {
  const causes = podSpec(spec, 'spec')
  if (!previous || causes.length > 0) return causes
  const grown = ['containers', 'initContainers'].filter(
    (field) => countIn(spec, field) !== countIn(previous.spec, field),
  )
  if (grown.length > 0) {
    const why = 'pod updates may not add or remove containers'
    return grown.map((field) => fieldForbidden(`spec.${field}`, why))
  }
  if (isDeepStrictEqual(fixedPart(spec), fixedPart(previous.spec))) return []
  return [fieldForbidden('spec', podUpdate)]
}

/** A pod that starts again and again would never let its job come to an end. */
function job({ spec }: KubernetesObject): StatusCause[] {
  const template = objectIn(objectIn(spec, 'template'), 'spec')
  const causes = podSpec(template, 'spec.template.spec')
  const policy = template.restartPolicy ?? 'Always'
  if (policy === 'OnFailure' || policy === 'Never') return causes
  const why = 'valid values: "OnFailure", "Never"'
  return [...causes, fieldRequired('spec.template.spec.restartPolicy', why)]
}

const objectIn = (parent: unknown, key: string): JsonObject => {
  const value = isJsonObject(parent) ? parent[key] : null
  return isJsonObject(value) ? value : {}
}

/** A workload would never count pods that its own selector does not find. */
function unselected(spec: unknown): StatusCause[] {
  const { labels } = objectIn(objectIn(spec, 'template'), 'metadata')
  const wanted = Object.entries(objectIn(objectIn(spec, 'selector'), 'matchLabels'))
  const isFound =
    wanted.length > 0 &&
    wanted.every(([key, value]) => isJsonObject(labels) && labels[key] === value)
  const hasExpressions = 'matchExpressions' in objectIn(spec, 'selector')
  if (isFound || hasExpressions) return []
  const why = '`selector` does not match template `labels`'
  return [fieldInvalid('spec.template.metadata.labels', labels ?? null, why)]
}

const counted = ['updatedReplicas', 'readyReplicas', 'availableReplicas']

function overcounted({ status }: KubernetesObject): StatusCause[] {
  const { replicas = 0, ...counts } = isJsonObject(status) ? status : {}
  return counted
    .filter((key) => Number(counts[key] ?? 0) > Number(replicas))
    .map((key) =>
      fieldInvalid(`status.${key}`, counts[key], 'cannot be greater than status.replicas'),
    )
}

function workload(object: KubernetesObject): StatusCause[] {
  const { selector, template } = isJsonObject(object.spec) ? object.spec : {}
  return [
    ...(isJsonObject(selector) ? [] : [fieldRequired('spec.selector')]),
    ...unselected(object.spec),
    ...podSpec(isJsonObject(template) ? template.spec : null, 'spec.template.spec'),
  ]
}

function service({ spec }: KubernetesObject): StatusCause[] {
  const ports = isJsonObject(spec) ? list(spec.ports) : []
  const isPort = (port: unknown) => Number(port) >= 1 && Number(port) <= 65_535
  const why = 'must be between 1 and 65535, inclusive'
  return ports.flatMap(({ name, port }, index) => [
    ...(ports.length > 1 && !name ? [fieldRequired(`spec.ports[${index}].name`)] : []),
    ...(isPort(port) ? [] : [fieldInvalid(`spec.ports[${index}].port`, port ?? 0, why)]),
  ])
}

const roleKinds: Readonly<Record<string, readonly string[]>> = {
  RoleBinding: ['Role', 'ClusterRole'],
  ClusterRoleBinding: ['ClusterRole'],
}

function binding(
  { kind, roleRef }: KubernetesObject,
  previous: KubernetesObject | null,
): StatusCause[] {
  const known = roleKinds[kind] ?? []
  const { apiGroup, kind: role, name } = isJsonObject(roleRef) ? roleRef : {}
  if (!known.includes(String(role))) return [fieldNotSupported('roleRef.kind', role, known)]
  const before = isJsonObject(previous?.roleRef) ? previous.roleRef : { kind: role, name }
  if (before.kind === role && before.name === name) return []
  const shown = { APIGroup: apiGroup, Kind: role, Name: name }
  return [fieldInvalid('roleRef', shown, 'field is immutable')]
}

function definition({ metadata, spec }: KubernetesObject): StatusCause[] {
  const { group, names } = isJsonObject(spec) ? spec : {}
  const plural = isJsonObject(names) ? names.plural : ''
  if (metadata.name === `${plural}.${group}`) return []
  return [fieldInvalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')]
}

/** The few rules of built-in kinds that scenarios have been seen to break. */
export const builtinValidations: Readonly<Record<string, Validation>> = {
  Pod: pod,
  'Job.batch': job,
  'CustomResourceDefinition.apiextensions.k8s.io': definition,
  'EndpointSlice.discovery.k8s.io': endpointSlice,
  Service: service,
  'RoleBinding.rbac.authorization.k8s.io': binding,
  'ClusterRoleBinding.rbac.authorization.k8s.io': binding,
  'Deployment.apps': (object) => [...workload(object), ...overcounted(object)],
  'ReplicaSet.apps': workload,
  'StatefulSet.apps': workload,
  'DaemonSet.apps': workload,
}
