import type { StructuralSchema } from '../schema/structural-schema'
import { builtinPreparations } from './builtin-defaults'
import { builtinValidations } from './builtin-validations'
import { definitionSchema } from './definition-schema'
import { eventIn } from './event-versions'
import { type Behaviour, kindKey, type Resource } from './resource'

type Row = {
  group?: string
  kind: string
  plural?: string
  shortNames?: readonly string[]
  categories?: readonly string[]
  isNamespaced?: boolean
  hasStatus?: boolean
  schema?: StructuralSchema
} & Partial<Behaviour>

const cluster = { isNamespaced: false }
const stored = { hasStatus: false, hasGeneration: false }
const returned = { returnsDeleted: true }

/** The built-in kinds that a mesh console or its test bed reads or writes. */
const rows: readonly Row[] = [
  {
    kind: 'Namespace',
    shortNames: ['ns'],
    ...cluster,
    ...returned,
    hasGeneration: false,
    allowsUnconditionalUpdate: false,
    nameRule: 'label',
    fieldSelectors: ['status.phase'],
  },
  {
    kind: 'Node',
    shortNames: ['no'],
    ...cluster,
    hasGeneration: false,
    fieldSelectors: ['spec.unschedulable'],
  },
  {
    kind: 'Pod',
    shortNames: ['po'],
    categories: ['all'],
    ...returned,
    fieldSelectors: [
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'spec.hostNetwork',
      'status.phase',
      'status.podIP',
      'status.nominatedNodeName',
    ],
  },
  {
    kind: 'Service',
    shortNames: ['svc'],
    categories: ['all'],
    ...returned,
    hasGeneration: false,
    nameRule: 'label-1035',
    fieldSelectors: ['spec.clusterIP', 'spec.type'],
  },
  { kind: 'Endpoints', plural: 'endpoints', shortNames: ['ep'], ...stored },
  { kind: 'ServiceAccount', shortNames: ['sa'], ...stored, ...returned },
  { kind: 'ConfigMap', shortNames: ['cm'], ...stored },
  { kind: 'Secret', ...stored, fieldSelectors: ['type'] },
  {
    kind: 'Event',
    shortNames: ['ev'],
    ...stored,
    convert: eventIn,
    fieldSelectors: [
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'involvedObject.apiVersion',
      'involvedObject.resourceVersion',
      'involvedObject.fieldPath',
      'reason',
      'reportingComponent',
      'source',
      'type',
    ],
  },
  {
    group: 'apps',
    kind: 'Deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    hasScale: true,
  },
  { group: 'apps', kind: 'ReplicaSet', shortNames: ['rs'], categories: ['all'], hasScale: true },
  { group: 'apps', kind: 'StatefulSet', shortNames: ['sts'], categories: ['all'], hasScale: true },
  { group: 'apps', kind: 'DaemonSet', shortNames: ['ds'], categories: ['all'] },
  { group: 'batch', kind: 'Job', categories: ['all'], fieldSelectors: ['status.successful'] },
  { group: 'batch', kind: 'CronJob', shortNames: ['cj'], categories: ['all'] },
  {
    group: 'events.k8s.io',
    kind: 'Event',
    shortNames: ['ev'],
    ...stored,
    convert: eventIn,
    storedIn: '',
    fieldSelectors: [
      'regarding.kind',
      'regarding.namespace',
      'regarding.name',
      'regarding.uid',
      'reason',
      'reportingController',
      'type',
    ],
  },
  { group: 'networking.k8s.io', kind: 'NetworkPolicy', shortNames: ['netpol'], hasStatus: false },
  {
    group: 'discovery.k8s.io',
    kind: 'EndpointSlice',
    hasStatus: false,
  },
  {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    schema: definitionSchema,
    ...cluster,
    allowsUnconditionalUpdate: false,
  },
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => ({
    group: 'admissionregistration.k8s.io',
    kind,
    categories: ['api-extensions'],
    hasStatus: false,
    ...cluster,
  })),
  ...['ClusterRole', 'ClusterRoleBinding'].map((kind) => ({
    group: 'rbac.authorization.k8s.io',
    kind,
    nameRule: 'path-segment' as const,
    ...stored,
    ...cluster,
  })),
  ...['Role', 'RoleBinding'].map((kind) => ({
    group: 'rbac.authorization.k8s.io',
    kind,
    nameRule: 'path-segment' as const,
    ...stored,
  })),
]

const pluralOf = (kind: string) => {
  const singular = kind.toLowerCase()
  if (singular.endsWith('y')) return `${singular.slice(0, -1)}ies`
  return /(s|x|ch)$/.test(singular) ? `${singular}es` : `${singular}s`
}

function toResource(row: Row): Resource {
  const { group = '', kind, plural = pluralOf(kind), isNamespaced = true, hasStatus = true } = row
  const { shortNames = [], categories = [], schema = null, ...behaviour } = row
  const prepare = builtinPreparations[kindKey({ group, kind })]
  const validate = builtinValidations[kindKey({ group, kind })]
  return {
    group,
    plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    isNamespaced,
    isCustom: false,
    hasStatus,
    shortNames,
    categories,
    storageVersion: 'v1',
    versions: [{ name: 'v1', schema, columns: [] }],
    behaviour: {
      hasGeneration: behaviour.hasGeneration ?? true,
      returnsDeleted: behaviour.returnsDeleted ?? false,
      allowsUnconditionalUpdate: behaviour.allowsUnconditionalUpdate ?? true,
      nameRule: behaviour.nameRule ?? 'subdomain',
      ...(behaviour.fieldSelectors ? { fieldSelectors: behaviour.fieldSelectors } : {}),
      ...(behaviour.hasScale ? { hasScale: true } : {}),
      ...(behaviour.convert ? { convert: behaviour.convert } : {}),
      ...(behaviour.storedIn === undefined ? {} : { storedIn: behaviour.storedIn }),
      ...(prepare ? { prepare } : {}),
      ...(validate ? { validate } : {}),
    },
  }
}

export const builtinResources: readonly Resource[] = rows.map(toResource)
