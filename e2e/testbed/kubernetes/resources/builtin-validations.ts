import { isIP } from 'node:net'
import { fieldInvalid, fieldRequired, type StatusCause } from '../http/status'
import { isJsonObject, type JsonObject, type KubernetesObject } from '../object'

type Validation = (object: KubernetesObject) => readonly StatusCause[]

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
  return list(spec[field]).flatMap((container, index) =>
    ['name', 'image']
      .filter((key) => !container[key])
      .map((key) => fieldRequired(`${path}.${field}[${index}].${key}`)),
  )
}

function podSpec(value: unknown, path: string): StatusCause[] {
  const spec = isJsonObject(value) ? value : {}
  return [
    ...containersIn(spec, 'initContainers', path),
    ...(list(spec.containers).length === 0 ? [fieldRequired(`${path}.containers`)] : []),
    ...containersIn(spec, 'containers', path),
  ]
}

function workload({ spec }: KubernetesObject): StatusCause[] {
  const { selector, template } = isJsonObject(spec) ? spec : {}
  return [
    ...(isJsonObject(selector) ? [] : [fieldRequired('spec.selector')]),
    ...podSpec(isJsonObject(template) ? template.spec : null, 'spec.template.spec'),
  ]
}

function definition({ metadata, spec }: KubernetesObject): StatusCause[] {
  const { group, names } = isJsonObject(spec) ? spec : {}
  const plural = isJsonObject(names) ? names.plural : ''
  if (metadata.name === `${plural}.${group}`) return []
  return [fieldInvalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')]
}

/** The few rules of built-in kinds that scenarios have been seen to break. */
export const builtinValidations: Readonly<Record<string, Validation>> = {
  Pod: ({ spec }) => podSpec(spec, 'spec'),
  'CustomResourceDefinition.apiextensions.k8s.io': definition,
  'EndpointSlice.discovery.k8s.io': endpointSlice,
  'Deployment.apps': workload,
  'StatefulSet.apps': workload,
  'DaemonSet.apps': workload,
}
