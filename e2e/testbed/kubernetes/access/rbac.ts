import type { Cluster } from '../cluster'
import type { KubernetesObject } from '../object'
import type { User } from './identities'

export type PolicyRule = {
  verbs: readonly string[]
  apiGroups?: readonly string[]
  resources?: readonly string[]
  resourceNames?: readonly string[]
  nonResourceURLs?: readonly string[]
}

type Subject = { kind: string; name: string; namespace?: string; apiGroup?: string }
type RoleRef = { apiGroup: string; kind: string; name: string }

export type Attributes =
  | {
      isResource: true
      verb: string
      group: string
      resource: string
      subresource: string
      namespace: string
      name: string
    }
  | { isResource: false; verb: string; path: string }

export type Decision = { isAllowed: boolean; reason: string }

type Grant = { rules: readonly PolicyRule[]; why: string; missing: string }

const rbac = 'rbac.authorization.k8s.io'

const isSubject = (user: User, namespace: string, subject: Subject) => {
  if (subject.kind === 'User') return subject.name === user.name
  if (subject.kind === 'Group') return user.groups.includes(subject.name)
  const account = `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`
  return subject.kind === 'ServiceAccount' && account === user.name
}

/** `"alice"`, or a ServiceAccount as `"console/bookinfo"`. */
const subjectWords = ({ kind, name, namespace }: Subject) =>
  `${kind} "${kind === 'ServiceAccount' ? `${name}/${namespace}` : name}"`

function bindingsOf({ storage }: Cluster, namespace: string): KubernetesObject[] {
  const everywhere = storage.list(`${rbac}/clusterrolebindings`, '')
  return namespace === ''
    ? everywhere
    : [...everywhere, ...storage.list(`${rbac}/rolebindings`, namespace)]
}

function readGrant({ storage }: Cluster, binding: KubernetesObject, subject: Subject): Grant {
  const { name, namespace = '' } = binding.metadata
  const { kind, name: roleName } = binding.roleRef as RoleRef
  const collection = kind === 'Role' ? 'roles' : 'clusterroles'
  const role = storage.get(`${rbac}/${collection}`, kind === 'Role' ? namespace : '', roleName)
  const shown = namespace === '' ? name : `${name}/${namespace}`
  return {
    rules: (role?.rules ?? []) as PolicyRule[],
    why: `RBAC: allowed by ${binding.kind} "${shown}" of ${kind} "${roleName}" to ${subjectWords(subject)}`,
    missing: role ? '' : `${kind.toLowerCase()}.${rbac} "${roleName}" not found`,
  }
}

/** What a user was granted in a namespace, or with '' in the whole cluster. */
export function grantsOf(cluster: Cluster, user: User, namespace: string): Grant[] {
  return bindingsOf(cluster, namespace).flatMap((binding) => {
    const subjects = (binding.subjects ?? []) as Subject[]
    const subject = subjects.find((one) => isSubject(user, binding.metadata.namespace ?? '', one))
    return subject ? [readGrant(cluster, binding, subject)] : []
  })
}

const covers = (patterns: readonly string[] | undefined, value: string) =>
  patterns?.some((pattern) => pattern === '*' || pattern === value) ?? false

const coversPath = (patterns: readonly string[] | undefined, path: string) =>
  patterns?.some((pattern) =>
    pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path,
  ) ?? false

function coversResource({ resources }: PolicyRule, resource: string, subresource: string) {
  if (subresource === '') return covers(resources, resource)
  return covers(resources, `${resource}/${subresource}`) || covers(resources, `*/${subresource}`)
}

function allows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!covers(rule.verbs, attributes.verb)) return false
  if (!attributes.isResource) return coversPath(rule.nonResourceURLs, attributes.path)
  const { group, resource, subresource, name } = attributes
  const isNamed = !rule.resourceNames?.length || rule.resourceNames.includes(name)
  return covers(rule.apiGroups, group) && coversResource(rule, resource, subresource) && isNamed
}

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function authorize(cluster: Cluster, user: User, attributes: Attributes): Decision {
  // The API server asks nobody about this group, so there is no reason to tell.
  if (user.groups.includes('system:masters')) return { isAllowed: true, reason: '' }
  const namespace = attributes.isResource ? attributes.namespace : ''
  const grants = grantsOf(cluster, user, namespace)
  const grant = grants.find(({ rules }) => rules.some((rule) => allows(rule, attributes)))
  if (grant) return { isAllowed: true, reason: grant.why }
  const missing = grants.map((one) => one.missing).filter((words) => words !== '')
  const reason = missing.length === 0 ? '' : `RBAC: ${missing.join(', ')}`
  return { isAllowed: false, reason }
}
