import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  groupVersions,
} from './discovery'
import { type ApiServer, type Exchange, plainText } from './exchange'

/** The version whose answers this server gives: see the recorded ones in the tests. */
const version = {
  major: '1',
  minor: '37',
  emulationMajor: '1',
  emulationMinor: '37',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '36',
  gitVersion: 'v1.37.2',
  gitCommit: 'unknown',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** What the routes know of a request beside HTTP: the exchange, when it is on a resource. */
export type Env = { Bindings: HttpBindings; Variables: { exchange: Exchange | null } }
type ApiContext = Context<Env>

const wantsAggregated = (context: ApiContext) =>
  (context.req.header('accept') ?? '')
    .split(',')
    .some((range) => range.includes('as=APIGroupDiscoveryList') && range.includes('v=v2;'))

const health = (path: string) => (context: ApiContext) =>
  context.req.query('verbose') === undefined
    ? context.body('ok', 200, plainText)
    : context.body(`[+]ping ok\n${path} check passed\n`, 200, plainText)

/** Health, version and discovery: what is asked before any object is. */
export function addPlainRoutes(app: Hono<Env>, server: ApiServer): void {
  const registry = server.cluster.resources
  const notFound = (context: ApiContext) => context.body('404 page not found\n', 404, plainText)
  const aggregated = (context: ApiContext, isCore: boolean) =>
    context.body(JSON.stringify(aggregatedDiscovery(registry, isCore)), 200, {
      'Content-Type': aggregatedType,
    })

  for (const path of ['healthz', 'livez', 'readyz']) app.get(`/${path}`, health(path))
  app.get('/version', (context) => context.json(version))
  app.get('/api', (context) => {
    if (wantsAggregated(context)) return aggregated(context, true)
    const address = server.url().replace('https://', '')
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: address }]
    return context.json({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs })
  })
  app.get('/apis', (context) =>
    wantsAggregated(context) ? aggregated(context, false) : context.json(apiGroupList(registry)),
  )
  app.get('/apis/:group', (context) => {
    const group = context.req.param('group')
    const versions = groupVersions(registry).get(group)
    if (!versions) return notFound(context)
    return context.json({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, versions) })
  })
  app.get('/api/:version', (context) => {
    const resources = apiResourceList(registry, '', context.req.param('version'))
    return resources ? context.json(resources) : notFound(context)
  })
  app.get('/apis/:group/:version', (context) => {
    const { group, version } = context.req.param()
    const resources = apiResourceList(registry, group, version)
    return resources ? context.json(resources) : notFound(context)
  })
  app.get('/.well-known/openid-configuration', (context) =>
    context.json({
      issuer: server.url(),
      jwks_uri: `${server.url()}/openid/v1/jwks`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }),
  )
  app.get('/openid/v1/jwks', (context) => context.json(server.tokens.keys()))
}
