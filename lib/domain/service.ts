/** Headless: its name is the addresses of its pods; an external name is another name. */
export type ServiceKind = 'cluster' | 'headless' | 'externalName'

export type ServicePort = {
  name: string
  port: number
  /** TCP, UDP or SCTP. */
  protocol: string
  appProtocol: string | null
  /** The pods' own port, or its name there. */
  targetPort: number | string
}

const httpProtocols = new Set(['http', 'http2', 'https', 'grpc', 'grpc-web'])
const streamProtocols = new Set(['tcp', 'tls', 'mongo', 'mysql', 'redis', 'postgres'])

/**
 * What Istio takes a port to speak: by `appProtocol`, else by the first part of its name, else it
 * looks at the bytes (`auto`, and routes of both sorts may then apply).
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function protocolOf({
  name,
  appProtocol,
  protocol,
}: Pick<ServicePort, 'name' | 'appProtocol' | 'protocol'>): 'http' | 'tcp' | 'auto' {
  if (protocol !== 'TCP') return 'tcp'
  const word = (appProtocol ?? name.split('-')[0] ?? '').toLowerCase()
  const plain = word.replace(/^kubernetes\.io\/(h2c|ws|wss)$/, 'http')
  if (httpProtocols.has(plain) && plain !== 'https') return 'http'
  if (streamProtocols.has(plain) || plain === 'https') return 'tcp'
  return 'auto'
}
