import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { GuardedProcess } from '../../guarded-process'
import { type StopStack, stopStack } from '../../stop-stack'
import type { KubernetesApi } from '../api'
import { kubernetesClient } from '../client'
import { kubeconfigYaml } from '../kubeconfig'
import { startApiServer } from './api-server'
import { startEtcd } from './etcd'
import { loadDefinitions } from './load-definitions'
import { startTokenWebhook } from './token-webhook'

export type RealKubernetesOptions = {
  etcdBinary: string
  apiServerBinary: string
  /** Whether the kinds of Istio and of the Gateway API are there from the start. */
  crds?: boolean
}

async function scratchFolder(stops: StopStack): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-kubernetes-'))
  stops.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

const lastWords = (name: string, { ended, words }: GuardedProcess) =>
  ended.then(() => `${name} has ended.\n${words()}`.trimEnd())

async function startParts(
  options: RealKubernetesOptions,
  stops: StopStack,
): Promise<KubernetesApi> {
  const folder = await scratchFolder(stops)
  const adminToken = randomBytes(24).toString('base64url')
  const webhook = await stops.keep(startTokenWebhook())
  const etcd = await stops.keep(startEtcd(options.etcdBinary, folder))
  const server = await stops.keep(
    startApiServer({
      binary: options.apiServerBinary,
      folder,
      etcdUrl: etcd.url,
      tokenWebhookUrl: webhook.url,
      adminToken,
    }),
  )
  const { url, caPem } = server
  if (options.crds ?? true) {
    const client = kubernetesClient({ url, caPem, token: adminToken })
    await loadDefinitions(client).finally(() => client.close())
  }
  return {
    url,
    caPem,
    adminToken,
    kubeconfig: (token = adminToken) => kubeconfigYaml(url, caPem, token),
    addUser: webhook.add,
    broken: Promise.race([lastWords('etcd', etcd), lastWords('kube-apiserver', server)]),
    stop: stops.stopAll,
  }
}

/** etcd and kube-apiserver as processes that end with this one, over https on this machine. */
export async function startRealKubernetes(options: RealKubernetesOptions): Promise<KubernetesApi> {
  const stops = stopStack()
  try {
    return await startParts(options, stops)
  } catch (error) {
    await stops.stopAll()
    throw error
  }
}
