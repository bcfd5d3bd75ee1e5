import { randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import { getRequestListener } from '@hono/node-server'
import { openDoor } from '../door'
import { tokenIdentities } from './access/identities'
import { accountLookup, tokenIssuer } from './access/service-account-tokens'
import type { KubernetesApi } from './api'
import { bootstrap } from './bootstrap'
import type { Cluster } from './cluster'
import { apiApp } from './http/app'
import { serverCertificate } from './http/certificate'
import { insideOf } from './http/inside'
import { kubeconfigYaml } from './kubeconfig'
import { builtinResources } from './resources/builtin-resources'
import { serveDefinitions } from './resources/definition-lifecycle'
import { resourceRegistry } from './resources/resource'
import { memoryStorage } from './storage'

export type EmbeddedKubernetes = KubernetesApi & {
  /** Forgets the history of changes: watches from before get 410, as after etcd's compaction. */
  compact(): void
  /** Closes the port and every connection, and keeps the objects for `resume`. */
  pause(): Promise<void>
  resume(): Promise<void>
}

export type EmbeddedKubernetesOptions = {
  /** 0 takes a free one. */
  port?: number
  /** Whether the kinds of Istio and of the Gateway API are there from the start. */
  crds?: boolean
}

function newCluster(hasDefinitions: boolean): Cluster {
  const cluster = { storage: memoryStorage(), resources: resourceRegistry() }
  for (const resource of builtinResources) cluster.resources.add(resource)
  serveDefinitions(cluster)
  bootstrap(cluster, hasDefinitions)
  return cluster
}

/** A Kubernetes API in this process and in memory, over https on this machine. */
export async function startEmbeddedKubernetes({
  port = 0,
  crds = true,
}: EmbeddedKubernetesOptions = {}): Promise<EmbeddedKubernetes> {
  const { caPem, certPem, keyPem } = await serverCertificate()
  const cluster = newCluster(crds)
  const tokens = tokenIssuer()
  const identities = tokenIdentities(accountLookup(cluster, tokens))
  const adminToken = randomBytes(24).toString('base64url')
  identities.add({ token: adminToken, name: 'admin', groups: ['system:masters'] })

  let url = ''
  const server = { cluster, identities, tokens, url: () => url }
  const app = apiApp(server)
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const door = await openDoor(createServer({ cert: certPem, key: keyPem }, listener), port)
  url = `https://127.0.0.1:${door.port}`

  return {
    url,
    caPem,
    adminToken,
    inside: insideOf(server),
    kubeconfig: (token = adminToken) => kubeconfigYaml(url, caPem, token),
    addUser: identities.add,
    // It is a part of this process: what ends one ends both.
    broken: new Promise(() => {}),
    compact: cluster.storage.compact,
    pause: door.shut,
    resume: door.open,
    stop: door.shut,
  }
}
