import 'server-only'
import type { z } from 'zod'
import { authorizationPolicy } from './authorization-policy'
import { configMap } from './config-map'
import { deployment } from './deployment'
import { destinationRule } from './destination-rule'
import { grpcRoute, httpRoute } from './gateway-route'
import { istioGateway, kubernetesGateway, referenceGrant } from './gateways'
import { cronJob, job } from './jobs'
import { namespace } from './namespace'
import { networkPolicy } from './network-policy'
import { peerAuthentication } from './peer-authentication'
import { pod } from './pod'
import { argoApplication, canary, rollout } from './progressive-delivery'
import { replicaSet } from './replica-set'
import { service } from './service'
import { serviceEntry } from './service-entry'
import { sidecarScope } from './sidecar-scope'
import { validatingWebhooks } from './validating-webhooks'
import { virtualService } from './virtual-service'

/** A kind that the watch cache keeps. */
export type Kind = {
  /** Lists over all namespaces; the first version that the server has is taken. */
  paths: readonly [string, ...string[]]
  /** Custom resources may be absent; without the others it is no Kubernetes API. */
  custom: boolean
  /** Parses one object and trims it to what is used. */
  schema: z.ZodType<{ namespace: string; name: string }>
}

export const kinds = {
  namespaces: { paths: ['/api/v1/namespaces'], custom: false, schema: namespace },
  pods: { paths: ['/api/v1/pods'], custom: false, schema: pod },
  services: { paths: ['/api/v1/services'], custom: false, schema: service },
  deployments: { paths: ['/apis/apps/v1/deployments'], custom: false, schema: deployment },
  virtualServices: {
    // Istio before 1.22 serves no v1; the schema is the same.
    paths: [
      '/apis/networking.istio.io/v1/virtualservices',
      '/apis/networking.istio.io/v1beta1/virtualservices',
    ],
    custom: true,
    schema: virtualService,
  },
  destinationRules: {
    paths: [
      '/apis/networking.istio.io/v1/destinationrules',
      '/apis/networking.istio.io/v1beta1/destinationrules',
    ],
    custom: true,
    schema: destinationRule,
  },
  istioGateways: {
    paths: ['/apis/networking.istio.io/v1/gateways', '/apis/networking.istio.io/v1beta1/gateways'],
    custom: true,
    schema: istioGateway,
  },
  httpRoutes: {
    paths: [
      '/apis/gateway.networking.k8s.io/v1/httproutes',
      '/apis/gateway.networking.k8s.io/v1beta1/httproutes',
    ],
    custom: true,
    schema: httpRoute,
  },
  grpcRoutes: {
    paths: ['/apis/gateway.networking.k8s.io/v1/grpcroutes'],
    custom: true,
    schema: grpcRoute,
  },
  kubernetesGateways: {
    paths: [
      '/apis/gateway.networking.k8s.io/v1/gateways',
      '/apis/gateway.networking.k8s.io/v1beta1/gateways',
    ],
    custom: true,
    schema: kubernetesGateway,
  },
  referenceGrants: {
    paths: [
      '/apis/gateway.networking.k8s.io/v1/referencegrants',
      '/apis/gateway.networking.k8s.io/v1beta1/referencegrants',
    ],
    custom: true,
    schema: referenceGrant,
  },
  rollouts: {
    paths: ['/apis/argoproj.io/v1alpha1/rollouts'],
    custom: true,
    schema: rollout,
  },
  canaries: { paths: ['/apis/flagger.app/v1beta1/canaries'], custom: true, schema: canary },
  argoApplications: {
    paths: ['/apis/argoproj.io/v1alpha1/applications'],
    custom: true,
    schema: argoApplication,
  },
  validatingWebhooks: {
    paths: ['/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'],
    custom: false,
    schema: validatingWebhooks,
  },
  serviceEntries: {
    paths: [
      '/apis/networking.istio.io/v1/serviceentries',
      '/apis/networking.istio.io/v1beta1/serviceentries',
    ],
    custom: true,
    schema: serviceEntry,
  },
  replicaSets: { paths: ['/apis/apps/v1/replicasets'], custom: false, schema: replicaSet },
  peerAuthentications: {
    paths: [
      '/apis/security.istio.io/v1/peerauthentications',
      '/apis/security.istio.io/v1beta1/peerauthentications',
    ],
    custom: true,
    schema: peerAuthentication,
  },
  authorizationPolicies: {
    paths: [
      '/apis/security.istio.io/v1/authorizationpolicies',
      '/apis/security.istio.io/v1beta1/authorizationpolicies',
    ],
    custom: true,
    schema: authorizationPolicy,
  },
  sidecars: {
    paths: ['/apis/networking.istio.io/v1/sidecars', '/apis/networking.istio.io/v1beta1/sidecars'],
    custom: true,
    schema: sidecarScope,
  },
  configMaps: { paths: ['/api/v1/configmaps'], custom: false, schema: configMap },
  jobs: { paths: ['/apis/batch/v1/jobs'], custom: true, schema: job },
  cronJobs: { paths: ['/apis/batch/v1/cronjobs'], custom: true, schema: cronJob },
  networkPolicies: {
    paths: ['/apis/networking.k8s.io/v1/networkpolicies'],
    custom: true,
    schema: networkPolicy,
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds
export type ObjectOf<Name extends KindName> = z.output<(typeof kinds)[Name]['schema']>

// The keys of a literal are known: Object.keys only widens them to string.
export const kindNames = Object.keys(kinds) as KindName[]
