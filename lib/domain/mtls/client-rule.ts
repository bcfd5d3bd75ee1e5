import { bySpecificity, fullHost, isExportedTo, matchesHost } from './host-pattern'
import { byAge, type ClientRule, hasLabels, type Labels, type MeshConfig } from './mesh'

/** Who calls, as far as it decides which DestinationRule is obeyed. */
export type RuleClient = { namespace: string; labels: Labels }
export type RuleTarget = { namespace: string; host: string }

/** Several rules for one host become one; `from` are those that it was made of. */
export type ObeyedRule = Pick<ClientRule, 'policy' | 'subsets'> & { from: readonly ClientRule[] }

/** By namespace, then by full host; oldest first. */
export type RuleIndex = ReadonlyMap<string, ReadonlyMap<string, readonly ClientRule[]>>

export function indexRules(rules: readonly ClientRule[], { domain }: MeshConfig): RuleIndex {
  const index = new Map<string, Map<string, ClientRule[]>>()
  for (const rule of rules.toSorted(byAge)) {
    const hosts = index.get(rule.namespace) ?? new Map<string, ClientRule[]>()
    index.set(rule.namespace, hosts)
    const host = fullHost(rule.host, rule.namespace, domain)
    hosts.set(host, [...(hosts.get(host) ?? []), rule])
  }
  return index
}

/**
 * The rule that a client obeys when it calls a host: one of its own namespace, else one of the
 * service's, else one of the root namespace. The first place that has any decides, even when what it
 * has is not for this client: rules of different places are never merged.
 * (istio/pilot/pkg/model/push_context.go, destinationRule)
 */
export function obeyedRule(
  index: RuleIndex,
  config: MeshConfig,
  client: RuleClient,
  target: RuleTarget,
): ObeyedRule | null {
  const root = config.rootNamespace
  const exported = (rule: ClientRule) =>
    isExportedTo(exportOf(rule, config), rule.namespace, client.namespace)
  const own = (rule: ClientRule) =>
    client.namespace === root ? isPrivate(rule, config) : exported(rule)
  const shared = (rule: ClientRule) => !isPrivate(rule, config) && exported(rule)
  const places = [
    mostSpecific(index, client.namespace, target.host, own),
    mostSpecific(index, target.namespace, target.host, shared),
    mostSpecific(index, root, target.host, shared),
  ]
  const found = places.find((rules) => rules.length > 0)
  return found ? ruleAmong(found, config, client) : null
}

/** Without a word of its own a rule is exported as the mesh says; one for chosen workloads never is. */
const exportOf = (rule: ClientRule, { defaultDestinationRuleExportTo }: MeshConfig) => {
  if (rule.workloadSelector) return ['.']
  return rule.exportTo.length > 0 ? rule.exportTo : defaultDestinationRuleExportTo
}

const isPrivate = (rule: ClientRule, config: MeshConfig) =>
  exportOf(rule, config).every((to) => to === '.' || to === rule.namespace)

function mostSpecific(
  index: RuleIndex,
  namespace: string,
  host: string,
  mayUse: (rule: ClientRule) => boolean,
): readonly ClientRule[] {
  const hosts = index.get(namespace)
  if (!hosts) return []
  const patterns = [...hosts.keys()].filter((pattern) => matchesHost(pattern, host))
  for (const pattern of patterns.sort(bySpecificity)) {
    const rules = (hosts.get(pattern) ?? []).filter(mayUse)
    if (rules.length > 0) return rules
  }
  return []
}

/** Rules for chosen workloads beat the others; what is left is merged where it is exported alike. */
function ruleAmong(
  rules: readonly ClientRule[],
  config: MeshConfig,
  client: RuleClient,
): ObeyedRule | null {
  const chosen = rules.filter(
    ({ namespace, workloadSelector }) =>
      workloadSelector !== null &&
      namespace === client.namespace &&
      hasLabels(client.labels, workloadSelector),
  )
  const [first] = chosen
  if (first) return merge(chosen.filter((rule) => isSameSelector(rule, first)))
  const general = rules.filter(({ workloadSelector }) => workloadSelector === null)
  // Exported differently they stay apart, and of those Istio keeps the last it has read.
  const last = general.at(-1)
  return last ? merge(general.filter((rule) => isSameExport(rule, last, config))) : null
}

const isSameSelector = (a: ClientRule, b: ClientRule) =>
  hasLabels(a.workloadSelector ?? {}, b.workloadSelector ?? {}) &&
  hasLabels(b.workloadSelector ?? {}, a.workloadSelector ?? {})

const isSameExport = (a: ClientRule, b: ClientRule, config: MeshConfig) =>
  exportKey(a, config) === exportKey(b, config)

const exportKey = (rule: ClientRule, config: MeshConfig) =>
  [...new Set(exportOf(rule, config).map((to) => (to === '.' ? rule.namespace : to)))].sort().join()

/** The traffic policy of the oldest that has one, whole; subsets of all, the first of each name. */
function merge(rules: readonly ClientRule[]): ObeyedRule {
  const subsets = rules.flatMap((rule) => rule.subsets)
  return {
    policy: rules.find(({ policy }) => policy !== null)?.policy ?? null,
    subsets: subsets.filter(
      ({ name }, at) => subsets.findIndex((other) => other.name === name) === at,
    ),
    from: rules,
  }
}
