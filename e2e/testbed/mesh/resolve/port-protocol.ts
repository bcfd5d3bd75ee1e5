import type { ServicePort } from '../../cluster/kubernetes-objects'

/** How Istio treats a port: as HTTP, as opaque bytes, or as whatever the first bytes look like. */
export type PortProtocol = 'http' | 'opaque' | 'auto'

const byWord: Readonly<Record<string, PortProtocol>> = {
  http: 'http',
  http2: 'http',
  h2c: 'http',
  'kubernetes.io/h2c': 'http',
  grpc: 'http',
  'grpc-web': 'http',
  https: 'opaque',
  tls: 'opaque',
  tcp: 'opaque',
  mongo: 'opaque',
  mysql: 'opaque',
  redis: 'opaque',
}

/** Servers that speak first cannot be detected; Istio knows them by their port. */
const knownOpaquePorts = [25, 53, 3306, 27017]

/**
 * `appProtocol` decides, else the name up to its first dash, else the port is detected.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function portProtocol({ appProtocol, name = '', port }: ServicePort): PortProtocol {
  const word =
    (appProtocol ?? (name.startsWith('grpc-web') ? 'grpc-web' : name.split('-')[0])) || ''
  const declared = byWord[word.toLowerCase()]
  if (declared) return declared
  return knownOpaquePorts.includes(port) ? 'opaque' : 'auto'
}
