import 'server-only'
import { z } from 'zod'
import type { ArgoApplication, Canary, Rollout } from '../domain/istio-config/progressive-delivery'
import { configMeta } from './config-meta'
import { listOf } from './object-meta'

const phase = z
  .object({
    phase: z.string().nullish(),
    canaryWeight: z.number().nullish(),
  })
  .nullish()

const steered = z.object({ name: z.string(), routes: listOf(z.string()) })

const istioRouting = z.object({
  virtualService: steered.nullish(),
  virtualServices: listOf(steered),
  destinationRule: z.object({ name: z.string() }).nullish(),
})

const canaryStrategy = z.object({
  trafficRouting: z
    .object({
      istio: istioRouting.nullish(),
      managedRoutes: listOf(z.object({ name: z.string() })),
    })
    .nullish(),
})

/** https://argoproj.github.io/argo-rollouts/features/traffic-management/istio/ */
export const rollout = z
  .object({
    metadata: configMeta,
    spec: z
      .object({ strategy: z.object({ canary: canaryStrategy.nullish() }).nullish() })
      .nullish(),
    status: phase,
  })
  .transform(({ metadata, spec, status }): Rollout => {
    const routing = spec?.strategy?.canary?.trafficRouting
    const { virtualService, virtualServices = [], destinationRule } = routing?.istio ?? {}
    return {
      ...metadata,
      phase: status?.phase ?? null,
      virtualServices: [...(virtualService ? [virtualService] : []), ...virtualServices].map(
        ({ name, routes }) => ({ ...nameIn(name, metadata.namespace), routes }),
      ),
      destinationRule: destinationRule?.name ?? null,
      managedRoutes: (routing?.managedRoutes ?? []).map(({ name }) => name),
    }
  })

/** `name` or `name.namespace`. */
function nameIn(text: string, own: string) {
  const [name = text, namespace = own] = text.split('.')
  return { namespace, name }
}

/** https://docs.flagger.app/ */
export const canary = z.object({ metadata: configMeta, status: phase }).transform(
  ({ metadata, status }): Canary => ({
    ...metadata,
    phase: status?.phase ?? null,
    canaryWeight: status?.canaryWeight ?? null,
  }),
)

/** https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/ */
export const argoApplication = z
  .object({
    metadata: configMeta,
    spec: z
      .object({
        syncPolicy: z
          .object({ automated: z.object({ selfHeal: z.boolean().default(false) }).nullish() })
          .nullish(),
      })
      .nullish(),
  })
  .transform(
    ({ metadata, spec }): ArgoApplication => ({
      ...metadata,
      automated: spec?.syncPolicy?.automated ?? null,
    }),
  )
