import type { CustomResourceDefinition } from '../resources/custom-resources'

type Row = { group: string; version: string; kind: string; shortNames: string[]; status: boolean }

/** Whether `status` is a subresource is each project's own choice. */
const rows: readonly Row[] = [
  { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout', shortNames: ['ro'], status: true },
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    kind: 'Application',
    shortNames: ['app', 'apps'],
    status: false,
  },
  { group: 'flagger.app', version: 'v1beta1', kind: 'Canary', shortNames: [], status: true },
]

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const

function toDefinition({ group, version, kind, shortNames, status }: Row): CustomResourceDefinition {
  const singular = kind.toLowerCase()
  const plural = singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
          ...(status ? { subresources: { status: {} } } : {}),
        },
      ],
    },
  }
}

/**
 * Controllers that own routes and workloads: Argo Rollouts, Flagger, Argo CD. Their objects are
 * only read here, so the definitions say no more than that there are such kinds.
 */
export const deliveryDefinitions = rows.map(toDefinition)
