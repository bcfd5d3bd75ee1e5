import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openApiDocument } from '../../lib/api/openapi'
import { edgeId, type NodeIdentity, nodeId } from '../../lib/domain/service-graph/ids'
import { remoteWrite } from '../testbed/prometheus/remote-write'
import { loadScenario } from '../testbed/scenarios/load'
import { type PastBed, startPastBed } from './past-bed'
import { type QuestionRecorder, recordQuestions } from './question-recorder'
import { type AppRoute, appRoutes } from './routes'
import { watch } from './watch'

/**
 * Whatever stands in a parameter or in a label, every question that Prometheus is asked is one that it
 * can parse, holds the matchers of this deployment, and is the harmless question but for the text
 * between quotes.
 */
const fixed = 'cluster!="elsewhere"'
const marker = 'fuzz'

let bed: PastBed
let recorder: QuestionRecorder
let routes: AppRoute[]
let at: number
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  bed = await startPastBed({ scenario: loadScenario('bookinfo'), hoursAgo: 0.2 })
  recorder = await recordQuestions(bed.env.prometheusUrl)
  Object.assign(process.env, { BINNACLE_PROMETHEUS_MATCHERS: fixed })
  watch({ ...bed.env, prometheusUrl: recorder.url })
  await bed.settle()
  const times = await bed.live({ everySeconds: 15, forSeconds: 120 })
  at = (times.at(-1) ?? 0) + 3_000
  routes = await appRoutes()
}, 120_000)
afterAll(async () => {
  await recorder?.stop()
  await bed?.stop()
})

const pieces = [
  '"',
  '\\',
  '\\"',
  "'",
  '`',
  '\n',
  '\r',
  '\u0000',
  '\u2028',
  '{',
  '}',
  '"} or vector(1) #',
  '",__name__=~".+"}',
  ') or (',
  '[5m]',
  ' offset 1d',
  '#',
  '$1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that other languages would fill in
  '${x}',
  '.*',
  '|',
  '\\Q',
  '\\E',
  '(?i)',
  ',',
  '/',
  '>',
  '%22',
  'é🧭',
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => marker + parts.join(''))
const hostiles = (count: number, seed: number) => fc.sample(hostile, { numRuns: count, seed })

/** A node of each kind, called so. */
const nodesOf = (text: string): NodeIdentity[] => [
  { kind: 'workload', cluster: null, namespace: text, name: text },
  { kind: 'workload', cluster: text, namespace: 'default', name: text },
  { kind: 'service', cluster: null, namespace: text, name: text },
  { kind: 'app', cluster: null, namespace: text, name: text, version: text },
  { kind: 'app', cluster: text, namespace: 'default', name: text, version: null },
  { kind: 'namespace', cluster: text, name: text },
  { kind: 'serviceEntry', host: text },
  { kind: 'passthrough', host: text },
  { kind: 'blackHole', host: text },
  { kind: 'unknown', end: 'caller', namespace: text },
  { kind: 'unknown', end: 'unlabelledDestination', namespace: text },
  { kind: 'more', cluster: text, namespace: text },
]
const nodeIds = (text: string) => nodesOf(text).map(nodeId)
const edgeIds = (text: string) => {
  const ids = nodeIds(text)
  return ids.flatMap((id, index) => [
    edgeId(id, ids[(index + 1) % ids.length] ?? id, 'http'),
    edgeId(id, id, 'tcp', index % 2 === 0),
  ])
}

/** What a parameter may hold, given any text. */
const forms: Record<string, (text: string) => readonly string[]> = {
  node: nodeIds,
  edge: edgeIds,
  focus: nodeIds,
  expand: nodeIds,
}
const formsOf = (name: string, text: string) => [...(forms[name]?.(text) ?? []), text]

/** A value of each parameter that has to be there, or without which nothing is asked. */
const harmless: Record<string, string> = {
  namespace: 'default',
  kind: 'VirtualService',
  name: 'reviews',
  client: 'default/productpage-v1',
  service: 'default/reviews',
  port: '9080',
}

type Parameter = { name: string; in: string; required?: boolean }
type Asked = Record<string, string>
type Resource = { route: string; parameters: Parameter[] }

const resources: Resource[] = Object.entries(openApiDocument().paths ?? {})
  .filter(([, item]) => item.get && !item.get.responses?.['200']?.content?.['text/event-stream'])
  .map(([path, item]) => ({
    route: path.replaceAll(/\{(\w+)\}/g, '[$1]'),
    parameters: (item.get?.parameters ?? []) as Parameter[],
  }))

async function ask(route: string, asked: Asked): Promise<number> {
  const handler = routes.find((one) => one.route === route)?.handlers.GET
  if (!handler) throw new Error(`nothing answers ${route}`)
  const inPath = [...route.matchAll(/\[(\w+)\]/g)].map(([, name]) => name ?? '')
  const query = Object.entries(asked).filter(([name]) => !inPath.includes(name))
  const params = Object.fromEntries(inPath.map((name) => [name, asked[name] ?? '']))
  const url = `http://127.0.0.1:3000${route}?${new URLSearchParams(query)}`
  const request = new Request(url, { headers: { host: '127.0.0.1:3000' } })
  const { status } = await handler(request, { params: Promise.resolve(params) })
  return status
}

/** Its least question; `since` is a moment too. */
function leastOf(parameters: readonly Parameter[]): Asked {
  const known: Asked = { ...harmless, at: String(at), since: String(at - 60_000) }
  const needed = parameters.filter(
    ({ name, required, in: place }) => required || place === 'path' || name === 'at',
  )
  return Object.fromEntries(needed.map(({ name }) => [name, known[name] ?? '']))
}

/** Whose parameters ask one of two: what is said with one takes the other's place. */
const alone: Record<string, Asked> = {
  '/api/v1/series': { latency: 'true' },
  '/api/v1/graph': { latency: 'true', mtls: 'true' },
}

async function questionsOf(route: string, all: readonly Asked[]) {
  recorder.forget()
  const answers = await Promise.all(all.map((asked) => ask(route, { ...alone[route], ...asked })))
  return { statuses: [...new Set(answers)].sort(), questions: await recorder.formatted() }
}

/** What of a question is neither text between quotes nor a time, which was counted from now. */
const skeleton = (question: string) =>
  question
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) => (text === '"elsewhere"' ? text : '"…"'))
    .replaceAll(/\b(\d+(ms|[smhdwy]))+\b/g, 'TIME')

function expectFixed(questions: readonly string[]): void {
  for (const question of questions) {
    const selectors = skeleton(question).match(/\{[^}]*\}/g) ?? []
    expect(selectors.length, question).toBeGreaterThan(0)
    expect(
      selectors.filter((one) => !one.includes(fixed)),
      question,
    ).toEqual([])
    expect(skeleton(question), question).not.toMatch(/\bistio_\w+\b(?!\{)/)
  }
}

/** Those whose parameters are free text, and so reach a question. */
const reached = new Set<string>()

const least = ({ parameters }: Resource, name: string, text: string): Asked[] =>
  formsOf(name, text).map((value) => ({ ...leastOf(parameters), [name]: value }))

/** Of what is asked where nobody means harm. */
const harmlessOnes = new Set<string>()

test.each(resources)('$route is asked in a harmless way', async (resource) => {
  const { route, parameters } = resource
  const { questions } = await questionsOf(route, [
    leastOf(parameters),
    ...parameters.flatMap(({ name }) => least(resource, name, 'plain')),
  ])
  expectFixed(questions)
  for (const question of questions) harmlessOnes.add(skeleton(question))
})

test.each(resources)('$route asks nothing else, whatever its parameters hold', async (resource) => {
  const { route, parameters } = resource
  for (const [index, { name }] of parameters.entries()) {
    const texts = hostiles(forms[name] ? 2 : 6, index)
    const all = texts.flatMap((text) => least(resource, name, text))
    const { statuses, questions } = await questionsOf(route, all)
    expect(
      statuses.filter((status) => status >= 500),
      name,
    ).toEqual([])
    expectFixed(questions)
    const strange = questions.filter((question) => !harmlessOnes.has(skeleton(question)))
    expect(strange, name).toEqual([])
    if (questions.some((question) => question.includes(marker))) reached.add(`${route} ${name}`)
  }
})

test('some of it reached Prometheus, as text', () => {
  expect([...reached]).toEqual(
    expect.arrayContaining(['/api/v1/series node', '/api/v1/series edge']),
  )
})

test('labels of any text are asked about as text', async () => {
  const times = [at - 50_000, at - 30_000, at - 10_000]
  await remoteWrite(
    bed.env.prometheusUrl,
    hostiles(20, 99).map((text, index) => ({
      labels: {
        __name__: 'istio_requests_total',
        reporter: index % 2 ? 'source' : 'destination',
        source_workload: text,
        source_workload_namespace: index % 3 ? 'default' : text,
        destination_workload: `${text}-2`,
        destination_workload_namespace: 'default',
        destination_service: text,
        destination_service_name: text,
        destination_service_namespace: index % 5 ? text : 'default',
        source_principal: text,
        destination_principal: text,
        request_protocol: 'http',
        response_code: '200',
        response_flags: text,
        connection_security_policy: text,
      },
      times,
      values: [0, 100, 200],
    })),
  )
  for (const { route, parameters } of resources) {
    const { statuses, questions } = await questionsOf(route, [
      {
        ...leastOf(parameters),
        ...(route === '/api/v1/series' ? { node: 'namespace/-/default' } : {}),
      },
    ])
    expect(
      statuses.filter((status) => status >= 500),
      route,
    ).toEqual([])
    expectFixed(questions)
  }
})
