/** One webhook of a ValidatingWebhookConfiguration. */
export type ValidatingWebhook = {
  name: string
  rules: readonly {
    groups: readonly string[]
    versions: readonly string[]
    resources: readonly string[]
    operations: readonly string[]
  }[]
  namespaces: LabelSelector
  objects: LabelSelector
}

/** Empty selects everything. */
export type LabelSelector = {
  matchLabels: Readonly<Record<string, string>>
  matchExpressions: readonly {
    key: string
    operator: string
    values: readonly string[]
  }[]
}

export type WrittenObject = {
  group: string
  version: string
  resource: string
  operation: 'CREATE' | 'UPDATE'
  namespaceLabels: Readonly<Record<string, string>>
  labels: Readonly<Record<string, string>>
}

/**
 * The webhooks that are asked about a write. Conditions in CEL are not evaluated: a webhook that has
 * some is taken to judge.
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export const judgesOf = (webhooks: readonly ValidatingWebhook[], write: WrittenObject) =>
  webhooks.filter((webhook) => judges(webhook, write))

const judges = ({ rules, namespaces, objects }: ValidatingWebhook, write: WrittenObject) =>
  rules.some(
    (rule) =>
      holds(rule.groups, write.group) &&
      holds(rule.versions, write.version) &&
      holds(rule.resources, write.resource) &&
      holds(rule.operations, write.operation),
  ) &&
  isSelected(namespaces, write.namespaceLabels) &&
  isSelected(objects, write.labels)

/** `virtualservices/*` and `*​/*` name subresources too; a resource alone does not. */
const holds = (words: readonly string[], word: string) =>
  words.some((one) => one === '*' || one === word || one === '*/*' || one === `${word}/*`)

function isSelected(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key]
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value)
        case 'NotIn':
          return value === undefined || !values.includes(value)
        case 'Exists':
          return value !== undefined
        case 'DoesNotExist':
          return value === undefined
        default:
          return true
      }
    })
  )
}
