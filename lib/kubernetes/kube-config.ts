import 'server-only'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import { type Env, readEnv } from '../env'
import { UpstreamError } from '../errors'
import { processState } from '../process-state'

/** What one request needs of the kubeconfig: where to, as whom, and whom to trust. */
export type KubeAccess = {
  /** Without a slash at its end. */
  server: string
  userName: string
  /** The context's own namespace, which its user most likely may see. */
  namespace: string | null
  proxyUrl: string | null
  headers: Readonly<Record<string, string>>
  tls: KubeTls
}

/** Certificates as PEM; `null` leaves it to Node's own. */
export type KubeTls = {
  ca: string | null
  cert: string | null
  key: string | null
  servername: string | null
  rejectUnauthorized: boolean
}

type Loaded = { config: KubeConfig | null }
const loaded = () => processState<Loaded>('kube-config', () => ({ config: null }))

/** After a failure the file is read again: its cluster or its token may have been renewed. */
export function forgetKubeConfig(): void {
  loaded().config = null
}

/**
 * The kubeconfig's server and credentials. Tokens in files and from exec plugins are read anew by
 * the library, so this is asked for every request.
 */
export async function readKubeAccess(): Promise<KubeAccess> {
  try {
    loaded().config ??= await loadKubeConfig(readEnv())
    return await accessOf(loaded().config)
  } catch (cause) {
    forgetKubeConfig()
    throw new UpstreamError('kubernetes', 'unconfigured', { cause })
  }
}

/** Several files as kubectl takes them: those that exist, and the first that names a context wins. */
export async function loadKubeConfig(
  env: Pick<Env, 'kubeconfig' | 'inCluster'>,
  home = homedir(),
): Promise<KubeConfig> {
  // Half a second to load: not before somebody asks.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const named = env.kubeconfig?.split(path.delimiter).filter(Boolean)
  const files = (named ?? [path.join(home, '.kube', 'config')]).filter((file) => existsSync(file))
  const config = new KubeConfig()
  if (files.length === 0 && env.inCluster && !named) {
    config.loadFromCluster()
    return config
  }
  if (files.length === 0) throw new Error('there is no kubeconfig file')
  for (const file of files) {
    const one = new KubeConfig()
    one.loadFromFile(file)
    config.mergeConfig(one, Boolean(config.currentContext))
  }
  return config
}

async function accessOf(config: KubeConfig | null): Promise<KubeAccess> {
  const cluster = config?.getCurrentCluster()
  if (!config || !cluster) throw new Error('the kubeconfig has no current context with a cluster')
  const options: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {}
  await config.applyToHTTPSOptions(options)
  return {
    server: cluster.server.replace(/\/+$/, ''),
    userName: config.getCurrentUser()?.name ?? '',
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? null,
    proxyUrl: cluster.proxyUrl ?? null,
    headers: headersOf(options),
    tls: {
      ca: pem(options.ca),
      cert: pem(options.cert),
      key: pem(options.key),
      servername: cluster.tlsServerName ?? null,
      rejectUnauthorized: cluster.skipTLSVerify !== true,
    },
  }
}

function headersOf({ headers, auth }: { headers?: unknown; auth?: unknown }) {
  const all = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])
  if (auth) all.push(['Authorization', `Basic ${Buffer.from(String(auth)).toString('base64')}`])
  return Object.fromEntries(all) as Record<string, string>
}

const pem = (value: unknown): string | null =>
  value === undefined || value === null ? null : String(value)
