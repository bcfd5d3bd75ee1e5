import { isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import { type Connection, isStatusCode } from './connection'

type ApiResource = { name: string; kind: string; namespaced: boolean }

/** What must be there before others can be: the rest keeps the order in which it was written. */
const first = ['CustomResourceDefinition', 'Namespace', 'ServiceAccount', 'ClusterRole', 'Role']

const rank = ({ kind }: KubernetesObject) =>
  first.includes(kind) ? first.indexOf(kind) : first.length

const known = new WeakMap<Connection, Map<string, ApiResource[]>>()

async function readApiResources(connection: Connection, prefix: string): Promise<ApiResource[]> {
  const { resources } = await connection.send('GET', prefix)
  const read = resources as ApiResource[]
  const ofConnection = known.get(connection) ?? new Map<string, ApiResource[]>()
  known.set(connection, ofConnection.set(prefix, read))
  return read
}

/** Discovery is asked once a group, and again for a kind that may have come since. */
async function findApiResource(connection: Connection, { apiVersion, kind }: KubernetesObject) {
  const prefix = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const ofKind = (resource: ApiResource) => resource.kind === kind && !resource.name.includes('/')
  const found =
    known.get(connection)?.get(prefix)?.find(ofKind) ??
    (await readApiResources(connection, prefix)).find(ofKind)
  if (!found) throw new Error(`the API server has no ${kind} in ${apiVersion}`)
  return { ...found, prefix }
}

/** The path of an object's collection, asked of the server's discovery. */
async function collectionPath(connection: Connection, object: KubernetesObject) {
  const { prefix, namespaced, name } = await findApiResource(connection, object)
  if (!namespaced) return `${prefix}/${name}`
  return `${prefix}/namespaces/${object.metadata.namespace ?? 'default'}/${name}`
}

const query = { fieldManager: 'testbed' }

async function replace(
  connection: Connection,
  path: string,
  object: KubernetesObject,
  tries = 3,
): Promise<JsonObject> {
  const current = (await connection.send('GET', path)) as KubernetesObject
  const { resourceVersion } = current.metadata
  const body = { ...object, metadata: { ...object.metadata, resourceVersion } }
  try {
    return await connection.send('PUT', path, { query, body })
  } catch (error) {
    // Somebody wrote in between, a status most likely.
    if (tries === 1 || !isStatusCode(error, 409)) throw error
    return replace(connection, path, object, tries - 1)
  }
}

async function createOrReplace(connection: Connection, path: string, object: KubernetesObject) {
  try {
    return await connection.send('POST', path, { query, body: object })
  } catch (error) {
    if (!isStatusCode(error, 409)) throw error
    return replace(connection, `${path}/${object.metadata.name}`, object)
  }
}

/** Writes of the whole object ignore `status`; scenarios that carry one need the subresource as well. */
async function applyStatus(connection: Connection, path: string, object: KubernetesObject) {
  if (!isJsonObject(object.status)) return null
  return connection.send('PATCH', `${path}/${object.metadata.name}/status`, {
    query,
    contentType: 'application/merge-patch+json',
    body: { status: object.status },
  })
}

/** Creates what is not there and replaces what is, namespaces and definitions first. */
export async function applyObjects(
  connection: Connection,
  objects: readonly KubernetesObject[],
): Promise<KubernetesObject[]> {
  const applied: JsonObject[] = []
  for (const object of [...objects].sort((a, b) => rank(a) - rank(b))) {
    const path = await collectionPath(connection, object)
    const written = await createOrReplace(connection, path, object)
    applied.push((await applyStatus(connection, path, object)) ?? written)
  }
  return applied as KubernetesObject[]
}
