import { type IncomingMessage, request as overHttp, type ServerResponse } from 'node:http'
import { request as overHttps } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { serviceNameLabel } from '../../cluster/endpoint-slices'
import type { Cluster } from '../cluster'
import type { KubernetesObject } from '../object'
import type { ResourceRequest } from './request-info'
import { badRequest, failure, notFound } from './status'

type Slice = KubernetesObject & {
  ports?: readonly { name?: string; port?: number }[]
  endpoints?: readonly Endpoint[]
}
type Endpoint = {
  addresses: readonly string[]
  conditions?: { ready?: boolean }
  targetRef?: { name: string; namespace: string }
}
type Service = KubernetesObject & { spec: { ports: readonly { name?: string; port: number }[] } }
type Pod = KubernetesObject & { status?: { podIPs?: readonly { ip: string }[] } }

export const isProxied = ({ group, resource, subresource }: ResourceRequest) =>
  group === '' && resource === 'services' && subresource === 'proxy'

const unavailable = (message: string) => failure(503, 'ServiceUnavailable', message)

/** `name`, `name:port` or `scheme:name:port`. */
function parseId(id: string) {
  const parts = id.split(':')
  const [scheme = '', name = '', port = ''] = parts.length < 3 ? ['http', ...parts] : parts
  if (parts.length > 3 || name === '' || !/^(https?)?$/.test(scheme))
    throw badRequest(`invalid service request ${JSON.stringify(id)}`)
  return { scheme: scheme || 'http', name, port }
}

/** A port's number is that of the Service; anything else is taken for the name in its slices. */
function portName({ storage }: Cluster, namespace: string, name: string, port: string): string {
  if (!/^\d+$/.test(port)) return port
  const service = storage.get('/services', namespace, name) as Service | null
  if (!service) throw notFound({ group: '', resource: 'services' }, name)
  const found = service.spec.ports.find((one) => one.port === Number(port))
  if (!found) throw unavailable(`no service port ${port} found for service "${name}"`)
  return found.name ?? ''
}

/** Ready, and really the address of a pod of that namespace. */
function isServing({ storage }: Cluster, namespace: string, endpoint: Endpoint): boolean {
  const { addresses, conditions, targetRef } = endpoint
  if (conditions?.ready === false || targetRef?.namespace !== namespace) return false
  const pod = storage.get('/pods', namespace, targetRef.name) as Pod | null
  return pod?.status?.podIPs?.some(({ ip }) => ip === addresses[0]) ?? false
}

/** `ResourceLocation` of https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/registry/core/service/storage/storage.go */
function locate(cluster: Cluster, { namespace, name: id }: ResourceRequest): string {
  const { scheme, name, port } = parseId(id)
  const wanted = portName(cluster, namespace, name, port)
  const slices = cluster.storage.list('discovery.k8s.io/endpointslices', namespace) as Slice[]
  for (const { metadata, ports = [], endpoints = [] } of slices) {
    if (metadata.labels?.[serviceNameLabel] !== name) continue
    const found = ports.find((one) => (one.name ?? '') === wanted)
    const endpoint = endpoints.find((one) => isServing(cluster, namespace, one))
    if (found && endpoint) return `${scheme}://${endpoint.addresses[0]}:${found.port}`
  }
  throw unavailable(`no endpoints available for service "${name}"`)
}

/** Who asks is the API server's affair: nothing of it goes on. */
const isOnward = (name: string) =>
  !/^(host|connection|authorization|impersonate-.*|transfer-encoding)$/.test(name)

const onward = (headers: NodeJS.Dict<string[]>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => isOnward(name)))

function ask(target: string, incoming: IncomingMessage, signal: AbortSignal) {
  const send = target.startsWith('https:') ? overHttps : overHttp
  const headers = onward(incoming.headersDistinct)
  return new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method: incoming.method, headers, signal, rejectUnauthorized: false }
    const asked = send(target, options, resolve)
    asked.once('error', reject)
    incoming.pipe(asked)
  })
}

/** Hands the request on, and the answer back as it comes; who leaves ends both. */
export async function proxyToService(
  cluster: Cluster,
  info: ResourceRequest,
  { incoming, outgoing }: { incoming: unknown; outgoing: unknown },
): Promise<void> {
  // This server speaks HTTP/1 only.
  const [request, response] = [incoming as IncomingMessage, outgoing as ServerResponse]
  const base = locate(cluster, info)
  const [, rest] = /^(?:\/[^/]*){6}\/proxy(\/.*)$/.exec(request.url ?? '') ?? []
  if (rest === undefined) {
    response.writeHead(301, { location: `${request.url}/` }).end()
    return
  }
  const left = new AbortController()
  response.once('close', () => left.abort())
  const answer = await ask(`${base}${rest}`, request, left.signal).catch((error: Error) => {
    throw unavailable(`error trying to reach service: ${error.message}`)
  })
  response.writeHead(answer.statusCode ?? 502, {
    ...onward(answer.headersDistinct),
    'Cache-Control': 'no-cache, private',
  })
  response.flushHeaders()
  // Who left has been answered enough; a service that broke off has broken this answer as well.
  await pipeline(answer, response).catch(() => response.destroy())
}
