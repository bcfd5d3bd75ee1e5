import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import { freePort } from '../../free-port'
import { type GuardedProcess, startGuarded } from '../../guarded-process'
import { connect } from '../client/connection'
import { serverCertificate } from '../http/certificate'

export type ApiServerOptions = {
  binary: string
  /** For its keys and certificates. */
  folder: string
  etcdUrl: string
  tokenWebhookUrl: string
  adminToken: string
}

export type ApiServer = GuardedProcess & { url: string; caPem: string }

/** A kubeconfig in which the API server finds the webhook, as its flag wants it. */
const webhookConfiguration = (server: string) =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'webhook',
    clusters: [{ name: 'webhook', cluster: { server } }],
    users: [{ name: 'api-server', user: {} }],
    contexts: [{ name: 'webhook', context: { cluster: 'webhook', user: 'api-server' } }],
  })

/** All that the flags name by a file; answers the authority that signed the certificate. */
async function writeFiles({ folder, tokenWebhookUrl, adminToken }: ApiServerOptions) {
  const { caPem, certPem, keyPem } = await serverCertificate()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const files = {
    'tls.crt': certPem,
    'tls.key': keyPem,
    'service-account.key': privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    'tokens.csv': `${adminToken},admin,admin-uid,system:masters\n`,
    'token-webhook.yaml': webhookConfiguration(tokenWebhookUrl),
  }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), content, { mode: 0o600 })
  }
  return caPem
}

function start({ binary, folder, etcdUrl }: ApiServerOptions, port: number): GuardedProcess {
  const file = (name: string) => path.join(folder, name)
  const issuer = `https://127.0.0.1:${port}`
  const flags = {
    'etcd-servers': etcdUrl,
    'bind-address': '127.0.0.1',
    'advertise-address': '127.0.0.1',
    'secure-port': port,
    // Nobody else serves this API: there is no list of servers to keep.
    'endpoint-reconciler-type': 'none',
    'cert-dir': folder,
    'tls-cert-file': file('tls.crt'),
    'tls-private-key-file': file('tls.key'),
    'token-auth-file': file('tokens.csv'),
    'authentication-token-webhook-config-file': file('token-webhook.yaml'),
    'authentication-token-webhook-version': 'v1',
    'authentication-token-webhook-cache-ttl': '1s',
    'service-account-issuer': issuer,
    'service-account-key-file': file('service-account.key'),
    'service-account-signing-key-file': file('service-account.key'),
    'api-audiences': issuer,
    'authorization-mode': 'RBAC',
    // Nobody makes the `default` ServiceAccounts that it would insist on.
    'disable-admission-plugins': 'ServiceAccount',
    'service-cluster-ip-range': '10.0.0.0/16',
    'allow-privileged': true,
  }
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`)
  // It is one of several on a developer's machine.
  return startGuarded(binary, args, { GOGC: '40' })
}

/** Ready is more than alive: the roles of a new cluster are there as well. */
async function untilReady(server: GuardedProcess, url: string, caPem: string) {
  const connection = connect({ url, caPem })
  const isReady = () =>
    connection.open('GET', '/readyz').then(
      async ({ body }) => (await body.text()) === 'ok',
      // It does not listen or is not ready yet.
      () => false,
    )
  const deadline = Date.now() + 90_000
  try {
    while (!server.hasEnded() && Date.now() < deadline) {
      if (await isReady()) return true
      await pause(100)
    }
    return false
  } finally {
    await connection.close()
  }
}

export async function startApiServer(options: ApiServerOptions, tries = 3): Promise<ApiServer> {
  const caPem = await writeFiles(options)
  const port = await freePort()
  const url = `https://127.0.0.1:${port}`
  const server = start(options, port)
  if (await untilReady(server, url, caPem)) return { ...server, url, caPem }
  await server.stop()
  if (tries > 1 && server.words().includes('address already in use')) {
    return startApiServer(options, tries - 1)
  }
  throw new Error(`kube-apiserver did not start.\n${server.words()}`.trimEnd())
}
