import 'server-only'
import { createHash } from 'node:crypto'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { logProblem } from '../log'
import { processState } from '../process-state'
import type { KubeAccess } from './kube-config'

/** A server that takes the connection and then says nothing is as good as none. */
const headersTimeout = 15_000
const connectTimeout = 5_000

/** The console's own connections may prove it by a certificate; the people's prove nobody. */
export type Pool = 'own' | 'people'

/**
 * Connections belong to one cluster and one identity and are kept; renewed certificates get new
 * ones. Only the identity in use is kept: a switch of clusters leaves no pool behind.
 */
export function agentOf(access: KubeAccess, name: Pool): Dispatcher {
  const pool = processState<{ key: string; agent: Dispatcher | null }>(
    `kube-agent-${name}`,
    () => ({
      key: '',
      agent: null,
    }),
  )
  const { server, userName, proxyUrl, tls } = access
  const key = createHash('sha256')
    .update(JSON.stringify([server, userName, proxyUrl, tls]))
    .digest('base64')
  if (pool.agent && pool.key === key) return pool.agent
  // Lets requests under way, watches among them, come to their end.
  pool.agent
    ?.close()
    .catch((cause: unknown) => logProblem('connections could not be closed', {}, cause))
  pool.key = key
  pool.agent = newAgent(access)
  return pool.agent
}

function newAgent({ proxyUrl, tls }: KubeAccess): Dispatcher {
  const connect = {
    ...Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== null)),
    timeout: connectTimeout,
    keepAlive: true,
    // Below the idle limits of cloud load balancers, as client-go does.
    keepAliveInitialDelay: 30_000,
  }
  // A watch may be silent for minutes: its own deadline ends it, not the pause between two bytes.
  const timeouts = { headersTimeout, bodyTimeout: 0 }
  return proxyUrl
    ? new ProxyAgent({ uri: proxyUrl, requestTls: connect, ...timeouts })
    : new Agent({ connect, ...timeouts })
}
