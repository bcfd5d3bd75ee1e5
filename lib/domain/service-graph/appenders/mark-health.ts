import {
  defaultHealthRule,
  type HealthRule,
  type Judgement,
  judge,
  sickest,
} from '../../health/health'
import { parseHealthRule } from '../../health/health-rule'
import { outcomeRatios } from '../../traffic/outcome'
import type { Traffic } from '../../traffic/traffic'
import { qualifiedName } from '../../workload'
import type { GraphAppender, GraphContext } from '../appender'
import { toBareNode } from '../build'
import { endsIn } from '../ends'
import type { GraphNode } from '../graph'
import { isMeshNode } from '../graph'
import type { ServiceFacts } from '../mesh-facts'
import type { RequestSample } from '../sample'

/**
 * A node is as healthy as its answers. One that nothing is measured of on its own side (a gateway,
 * a job) is judged by the answers it got. A namespace is as healthy as its sickest workload. An edge
 * is held against what holds for whom it calls.
 */
export const markHealth: GraphAppender = (graph, context) => {
  const ruleOf = rules(context)
  const members = graph.view === 'namespace' ? judgeMembers(context, ruleOf) : null
  const judgeTraffic = judgeIn(context)
  const ruleById = new Map<string, HealthRule>()
  const nodes = graph.nodes.map((node): GraphNode => {
    if (!('health' in node)) return node
    const rule = ruleOf(node)
    if (rule !== defaultHealthRule) ruleById.set(node.id, rule)
    const judged = node.in.errorRatio === null ? node.out : node.in
    return { ...node, ...(members?.get(node.id) ?? judgeTraffic(judged, rule)) }
  })
  const edges = graph.edges.map((edge) => ({
    ...edge,
    ...judgeTraffic(edge.traffic, ruleById.get(edge.target)),
  }))
  return { ...graph, nodes, edges }
}

const judgeIn =
  ({ windowSeconds }: GraphContext) =>
  (traffic: Traffic, rule?: HealthRule): Judgement =>
    judge(
      {
        requests: (traffic.requestsPerSecond ?? 0) * windowSeconds,
        errorRatio: traffic.errorRatio,
        clientErrorRatio: traffic.clientErrorRatio,
      },
      rule,
    )

type RuleOf = (node: GraphNode) => HealthRule

/** Of several services that select a workload, the first by name that says something. */
function rules({ facts, selecting }: GraphContext): RuleOf {
  const set = new Map(
    facts.services.filter(({ health }) => health).map((one) => [qualifiedName(one), one]),
  )
  if (set.size === 0) return () => defaultHealthRule
  return (node) => {
    if (!isMeshNode(node) || node.kind === 'namespace') return defaultHealthRule
    const services = node.kind === 'service' ? [qualifiedName(node)] : selecting(node)
    const [name] = services.filter((one) => set.has(one)).sort()
    const service = name === undefined ? undefined : set.get(name)
    return service ? ruleOfService(service) : defaultHealthRule
  }
}

/** What cannot be read is as if it was not there; the reader of the facts warns of it. */
function ruleOfService(service: ServiceFacts): HealthRule {
  const reading = parseHealthRule(service.health ?? '', qualifiedName(service))
  return reading.kind === 'read' ? reading.rule : defaultHealthRule
}

/** Each workload by what holds for it, as where workloads are drawn. */
function judgeMembers(
  { samples, directory, windowSeconds }: GraphContext,
  ruleOf: RuleOf,
): Map<string, Judgement> {
  const members = new Map<string, Map<string, { rule: HealthRule; requests: RequestSample[] }>>()
  const namespaceEnds = endsIn({ view: 'namespace', directory })
  const workloadEnds = endsIn({ view: 'workload', directory })
  for (const sample of samples.requests) {
    const namespace = namespaceEnds(sample.hop).target.id
    const workload = workloadEnds(sample.hop).target
    const inside = members.get(namespace) ?? new Map()
    members.set(namespace, inside)
    const known = inside.get(workload.id)
    if (known) known.requests.push(sample)
    else inside.set(workload.id, { rule: ruleOf(toBareNode(workload)), requests: [sample] })
  }
  return new Map(
    [...members].map(([namespace, workloads]) => [
      namespace,
      sickest(
        [...workloads.values()].map(({ requests, rule }) =>
          judge(outcomesOf(requests, windowSeconds), rule),
        ),
      ),
    ]),
  )
}

const outcomesOf = (requests: readonly RequestSample[], windowSeconds: number) => ({
  requests: windowSeconds * requests.reduce((sum, one) => sum + one.requestsPerSecond, 0),
  ...outcomeRatios(requests),
})
