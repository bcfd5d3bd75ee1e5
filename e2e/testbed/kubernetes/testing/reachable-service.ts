import { networkInterfaces } from 'node:os'
import type { KubernetesClient } from '../client'

/** Of this machine: the API server takes no loopback address for a pod's. */
export function reachableAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  const reachable = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!reachable) throw new Error('this machine has no IPv4 address beside the loopback')
  return reachable.address
}

type Behind = {
  /** Where a server of the test listens, on `reachableAddress()`. */
  port: number
  isReady?: boolean
  /** The API server hands nothing on to who is no pod. */
  isPod?: boolean
}

/** A Service in `default` with one port, `web` or 9090, and the pod that answers there. */
export async function serveBehind(
  client: KubernetesClient,
  name: string,
  { port, isReady = true, isPod = true }: Behind,
): Promise<void> {
  const address = reachableAddress()
  const metadata = { name, namespace: 'default' }
  const spec = { containers: [{ name, image: name }] }
  const status = { phase: 'Running', podIP: address, podIPs: [{ ip: address }] }
  await client.apply([
    { apiVersion: 'v1', kind: 'Pod', metadata, spec, status },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'web', port: 9090 }] } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: 'web', port, protocol: 'TCP' }],
      endpoints: [
        {
          addresses: [address],
          conditions: { ready: isReady },
          ...(isPod ? { targetRef: { kind: 'Pod', ...metadata } } : {}),
        },
      ],
    },
  ])
}
