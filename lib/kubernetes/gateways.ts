import 'server-only'
import { z } from 'zod'
import type {
  IstioGateway,
  KubernetesGateway,
  ReferenceGrant,
} from '../domain/istio-config/gateways'
import { configMeta } from './config-meta'
import { listOf, stringMap } from './object-meta'

const word = z
  .string()
  .nullish()
  .transform((text) => text || null)

const server = z
  .object({
    port: z.object({ number: z.number().int().default(0), protocol: z.string().default('') }),
    hosts: listOf(z.string()),
    tls: z.object({ mode: word }).nullish(),
  })
  .transform(({ port, hosts, tls }) => ({
    port: port.number,
    protocol: port.protocol,
    hosts,
    tlsMode: tls?.mode ?? null,
  }))

export const istioGateway = z
  .object({
    metadata: configMeta,
    spec: z.object({ selector: stringMap, servers: listOf(server) }),
  })
  .transform(({ metadata, spec }): IstioGateway => ({ ...metadata, ...spec }))

const listener = z.object({
  name: z.string(),
  hostname: word,
  port: z.number().int(),
  protocol: z.string().default(''),
})

export const kubernetesGateway = z
  .object({
    metadata: configMeta,
    spec: z.object({ gatewayClassName: z.string().default(''), listeners: listOf(listener) }),
  })
  .transform(
    ({ metadata, spec }): KubernetesGateway => ({
      ...metadata,
      className: spec.gatewayClassName,
      listeners: spec.listeners,
    }),
  )

const grantFrom = z.object({
  group: z.string().default(''),
  kind: z.string(),
  namespace: z.string(),
})
const grantTo = z.object({ group: z.string().default(''), kind: z.string(), name: word })

export const referenceGrant = z
  .object({
    metadata: configMeta,
    spec: z.object({ from: listOf(grantFrom), to: listOf(grantTo) }),
  })
  .transform(({ metadata, spec }): ReferenceGrant => ({ ...metadata, ...spec }))
