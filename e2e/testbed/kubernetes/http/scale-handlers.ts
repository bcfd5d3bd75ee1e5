import { copyJson, isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import type { ResourceVersion } from '../resources/resource'
import { decodeBody } from '../writes/body'
import type { WriteRequest } from '../writes/create'
import { patchedObject } from '../writes/patch'
import { currentObject, replaceObject } from '../writes/update'
import { type Answer, type Exchange, json } from './exchange'
import { badRequest, fieldInvalid, invalid, methodNotAllowed } from './status'

const part = (object: JsonObject, key: string): JsonObject =>
  isJsonObject(object[key]) ? object[key] : {}

const selectorText = (spec: JsonObject) =>
  Object.entries(part(part(spec, 'selector') as JsonObject, 'matchLabels'))
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')

/** How many pods a workload wants and has, in one shape whatever its kind. */
function scaleOf(object: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const spec = part(object, 'spec')
  const selector = selectorText(spec)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: copyJson({ name, namespace, uid, resourceVersion, creationTimestamp }) as {
      name: string
    },
    // The API server leaves a zero out.
    spec: spec.replicas ? { replicas: spec.replicas } : {},
    status: {
      replicas: part(object, 'status').replicas ?? 0,
      ...(selector === '' ? {} : { selector }),
    },
  }
}

function wantedReplicas(scale: JsonObject, name: string): number {
  const { replicas = 0 } = part(scale, 'spec')
  if (typeof replicas === 'number' && Number.isInteger(replicas) && replicas >= 0) return replicas
  throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
    fieldInvalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
  ])
}

async function readScale(exchange: Exchange, request: WriteRequest, current: KubernetesObject) {
  const body = await exchange.readBody()
  if (exchange.info.verb === 'update') return decodeBody(body, 'Scale').value
  const explicitManager = exchange.search.get('fieldManager')
  return patchedObject(scaleOf(current), body, { ...request, explicitManager })
}

/** `/scale`: https://kubernetes.io/docs/reference/kubernetes-api/autoscaling-resources/ */
export async function handleScale(
  exchange: Exchange,
  target: ResourceVersion,
  request: WriteRequest,
): Promise<Answer> {
  const { cluster } = exchange.server
  const { verb } = exchange.info
  const current = currentObject(cluster, request)
  if (verb === 'get') return json(scaleOf(current))
  if (verb !== 'update' && verb !== 'patch') throw methodNotAllowed()
  const scale = await readScale(exchange, request, current)
  const { name } = current.metadata
  const metadata = part(scale, 'metadata')
  if ((metadata.name ?? name) !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    )
  }
  const replicas = wantedReplicas(scale, name)
  const spec = { ...part(current, 'spec'), replicas }
  const seen = typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : ''
  const wished = { ...current, spec, metadata: { ...current.metadata, resourceVersion: seen } }
  return json(scaleOf(replaceObject(cluster, { ...request, target }, current, wished)))
}
