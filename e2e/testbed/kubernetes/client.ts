import { parseAllDocuments } from 'yaml'
import { applyObjects } from './client/apply'
import { connect, type KubernetesAccess, type Query } from './client/connection'
import { type KubernetesList, listAll } from './client/list'
import { type WatchAll, type WatchHandlers, watchAll } from './client/watch'
import type { KubernetesObject } from './object'

export type { KubernetesObject } from './object'

export type JsonPatchOperation = {
  op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  path: string
  from?: string
  value?: unknown
}

/** A list of operations is a JSON patch, an object is a merge patch. */
export type Patch = readonly JsonPatchOperation[] | { readonly [field: string]: unknown }

/**
 * The bed's own client of a Kubernetes API, embedded or real. Paths are those of the API
 * (`/api/v1/namespaces/default/pods`, with `/name` and `/status` where they belong).
 */
export type KubernetesClient = {
  get(path: string, query?: Query): Promise<KubernetesObject>
  list(path: string, query?: Query): Promise<KubernetesList>
  create(path: string, object: unknown, query?: Query): Promise<KubernetesObject>
  update(path: string, object: unknown, query?: Query): Promise<KubernetesObject>
  patch(path: string, patch: Patch, query?: Query): Promise<KubernetesObject>
  delete(path: string, query?: Query): Promise<void>
  /** Creates or replaces; `status` goes to the subresource; namespaces and CRDs first. */
  apply(objects: readonly KubernetesObject[]): Promise<KubernetesObject[]>
  applyYaml(documents: string): Promise<KubernetesObject[]>
  /** List, then watch, reconnecting by itself until the signal ends it. */
  watchAll(path: string, handlers: WatchHandlers, signal: AbortSignal, query?: Query): WatchAll
  close(): Promise<void>
}

const parseObjects = (documents: string) =>
  parseAllDocuments(documents)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null)

export function kubernetesClient(access: KubernetesAccess): KubernetesClient {
  const connection = connect(access)
  // The answers of the bed's own servers are taken at their word: objects of the asked kind.
  const object = (answer: Promise<unknown>) => answer as Promise<KubernetesObject>
  return {
    get: (path, query) => object(connection.send('GET', path, { query })),
    list: (path, query) => listAll(connection, path, { query }),
    create: (path, body, query) => object(connection.send('POST', path, { body, query })),
    update: (path, body, query) => object(connection.send('PUT', path, { body, query })),
    patch: (path, body, query) => {
      const contentType = `application/${Array.isArray(body) ? 'json-patch' : 'merge-patch'}+json`
      return object(connection.send('PATCH', path, { body, query, contentType }))
    },
    delete: async (path, query) => {
      await connection.send('DELETE', path, { query })
    },
    apply: (objects) => applyObjects(connection, objects),
    applyYaml: (documents) => applyObjects(connection, parseObjects(documents)),
    watchAll: (path, handlers, signal, query) =>
      watchAll(connection, path, handlers, { query, signal }),
    close: () => connection.close(),
  }
}
