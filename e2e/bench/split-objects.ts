import type { KubernetesClient, KubernetesObject } from '../testbed/kubernetes/client'

export type SplitName = { namespace: string; name: string }

const apiVersion = 'networking.istio.io/v1'
const istio = `/apis/${apiVersion}/namespaces`

export const pathOf = ({ namespace, name }: SplitName) =>
  `${istio}/${namespace}/virtualservices/${name}`

const routeTo = (host: string) =>
  [80, 20].map((weight, at) => ({ destination: { host, subset: `v${at + 1}` }, weight }))

const virtualService = (metadata: SplitName, spec: object): KubernetesObject => ({
  apiVersion,
  kind: 'VirtualService',
  metadata,
  spec: { ...spec },
})

function splitOf({ namespace, name }: SplitName): KubernetesObject[] {
  const subsets = ['v1', 'v2'].map((version) => ({ name: version, labels: { version } }))
  return [
    {
      apiVersion,
      kind: 'DestinationRule',
      metadata: { namespace, name },
      spec: { host: name, subsets },
    },
    virtualService({ namespace, name }, { hosts: [name], http: [{ route: routeTo(name) }] }),
  ]
}

/** Divides every service of the generated mesh in two. */
export async function splitEverything(client: KubernetesClient): Promise<SplitName[]> {
  const { items } = await client.list('/api/v1/services')
  const names = items
    .map(({ metadata: { namespace = '', name } }) => ({ namespace, name }))
    .filter(({ namespace }) => namespace.startsWith('team-'))
  await client.apply(names.flatMap(splitOf))
  return names
}

/** One object with many routes, the last of which takes what is left. */
export async function manyRoutes(
  client: KubernetesClient,
  { namespace, name }: SplitName,
  count: number,
): Promise<void> {
  const http = Array.from({ length: count }, (_, at) => ({
    name: `route-${at}`,
    ...(at < count - 1 ? { match: [{ uri: { exact: `/route-${at}` } }] } : {}),
    route: routeTo(name),
  }))
  await client.apply([virtualService({ namespace, name }, { hosts: [name], http })])
}
