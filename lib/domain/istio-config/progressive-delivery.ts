import type { ConfigObject } from './config-object'

/** Argo Rollouts, as far as it steers Istio's routes. */
export type Rollout = ConfigObject & {
  phase: string | null
  virtualServices: readonly { namespace: string; name: string; routes: readonly string[] }[]
  destinationRule: string | null
  /** http routes that the controller makes and removes itself. */
  managedRoutes: readonly string[]
}

/** Flagger. https://docs.flagger.app/usage/how-it-works */
export type Canary = ConfigObject & {
  phase: string | null
  canaryWeight: number | null
}

/** Argo CD. */
export type ArgoApplication = ConfigObject & {
  /** Synchronises by itself; `selfHeal` also undoes what was changed in the cluster. */
  automated: { selfHeal: boolean } | null
}
