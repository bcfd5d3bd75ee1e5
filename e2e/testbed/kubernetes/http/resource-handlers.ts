import { stringify } from 'yaml'
import { listObjects } from '../reads/list'
import { parseListOptions } from '../reads/list-options'
import { negotiate, present, presentList } from '../reads/representation'
import { watchObjects } from '../reads/watch'
import type { ResourceVersion } from '../resources/resource'
import { createObject, type WriteRequest, type Written } from '../writes/create'
import { deleteCollection, deleteObject, readDeleteOptions } from '../writes/delete'
import { patchObject } from '../writes/patch'
import { currentObject, updateObject } from '../writes/update'
import { parseWriteOptions } from '../writes/write-options'
import { type Answer, type Exchange, json } from './exchange'
import type { Verb } from './request-info'
import { handleScale } from './scale-handlers'
import { badRequest, methodNotAllowed } from './status'

type Handler = (exchange: Exchange, target: ResourceVersion) => Answer | Promise<Answer>

const optionsKinds = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
} as const

function writeRequest(
  { info, search, userAgent }: Exchange,
  target: ResourceVersion,
  verb: keyof typeof optionsKinds,
): WriteRequest {
  const { namespace, name, subresource } = info
  const options = parseWriteOptions(search, optionsKinds[verb], userAgent)
  return {
    target,
    namespace: target.resource.isNamespaced ? namespace : '',
    name,
    subresource,
    options,
  }
}

const format = ({ accept }: Exchange, value: unknown, code: number, warnings: readonly string[]) =>
  negotiate(accept).format === 'yaml'
    ? ({ kind: 'yaml', code, text: stringify(value), warnings } as const)
    : json(value, code, warnings)

function answer(exchange: Exchange, target: ResourceVersion, written: Written, code = 200): Answer {
  const { shape } = negotiate(exchange.accept)
  return format(exchange, present(written.object, target, shape), code, written.warnings)
}

const get: Handler = (exchange, target) => {
  const { namespace } = exchange.info
  const { storage } = exchange.server.cluster
  const request = {
    target,
    name: exchange.info.name,
    namespace: target.resource.isNamespaced ? namespace : '',
  }
  const object = currentObject({ storage }, request)
  return answer(exchange, target, { object, warnings: [] })
}

const namespaceOf = ({ info }: Exchange, { resource }: ResourceVersion) =>
  resource.isNamespaced ? info.namespace : ''

const list: Handler = (exchange, target) => {
  const { shape } = negotiate(exchange.accept)
  const options = parseListOptions(exchange.search, target.resource, false)
  const { storage } = exchange.server.cluster
  const found = listObjects(storage, target, namespaceOf(exchange, target), options)
  return format(exchange, presentList(found.objects, target, shape, found.metadata), 200, [])
}

const watch: Handler = (exchange, target) => {
  const options = parseListOptions(exchange.search, target.resource, true)
  const { shape } = negotiate(exchange.accept)
  const namespace = namespaceOf(exchange, target)
  watchObjects(
    exchange.server.cluster.storage,
    { target, namespace, options, shape },
    exchange.startStream,
  )
  return { kind: 'streamed' }
}

const create: Handler = async (exchange, target) => {
  const request = writeRequest(exchange, target, 'create')
  const body = await exchange.readBody()
  return answer(exchange, target, createObject(exchange.server.cluster, request, body), 201)
}

const update: Handler = async (exchange, target) => {
  const request = writeRequest(exchange, target, 'update')
  const body = await exchange.readBody()
  return answer(exchange, target, updateObject(exchange.server.cluster, request, body))
}

const patch: Handler = async (exchange, target) => {
  const explicitManager = exchange.search.get('fieldManager')
  const request = { ...writeRequest(exchange, target, 'patch'), explicitManager }
  const body = await exchange.readBody()
  return answer(exchange, target, patchObject(exchange.server.cluster, request, body))
}

const remove: Handler = async (exchange, target) => {
  const request = writeRequest(exchange, target, 'delete')
  const options = readDeleteOptions(await exchange.readBody(), request.options.isDryRun)
  return format(exchange, deleteObject(exchange.server.cluster, request, options), 200, [])
}

const removeCollection: Handler = async (exchange, target) => {
  const request = writeRequest(exchange, target, 'delete')
  const options = readDeleteOptions(await exchange.readBody(), request.options.isDryRun)
  const { matches } = parseListOptions(exchange.search, target.resource, false)
  const { cluster } = exchange.server
  const gone = deleteCollection(cluster, request, matches, options)
  const metadata = { resourceVersion: String(cluster.storage.revision()) }
  return json(presentList(gone, target, 'object', metadata))
}

const handlers: Record<Verb, Handler> = {
  get,
  list,
  watch,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
}

const objectVerbs: readonly Verb[] = ['get', 'update', 'patch', 'delete']

/** A create has no name in its path yet; everything else on one object needs one. */
function refuseMisplaced(verb: Verb, name: string, isCustom: boolean) {
  const isMisplaced = objectVerbs.includes(verb) ? name === '' : verb === 'create' && name !== ''
  if (!isMisplaced) return
  if (!isCustom) throw methodNotAllowed()
  // Custom resources are looser: an object may be sent to its own path as well.
  if (verb !== 'create') throw badRequest('name must be provided')
}

/** One of the verbs on a stored kind, its object or its status. */
export function handleResource(
  exchange: Exchange,
  target: ResourceVersion,
): Answer | Promise<Answer> {
  const { verb, name, subresource } = exchange.info
  refuseMisplaced(verb, name, target.resource.isCustom)
  if (subresource === 'scale') {
    const options = verb === 'update' ? 'update' : 'patch'
    return handleScale(exchange, target, writeRequest(exchange, target, options))
  }
  return handlers[verb](exchange, target)
}
