import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { changesReply, changesSearch } from './changes'
import { connectionsReply, connectionsSearch } from './connections'
import { problem } from './envelope'
import { explainReply, explainSearch } from './explain'
import { graphReply, graphSearch } from './graph'
import { tableReply, tableSearch } from './graph-table'
import { meReply, meSearch } from './me'
import { meshReply, meshSearch } from './mesh'
import { mtlsNamespaceReply, mtlsNamespaceSearch, mtlsParams, mtlsReply, mtlsSearch } from './mtls'
import { callCheckReply, callCheckSearch } from './mtls-call'
import {
  applyMtlsBody,
  applyMtlsReply,
  applyMtlsRevertBody,
  mtlsConflict,
  mtlsVerifyReply,
  mtlsVerifySearch,
  planMtlsBody,
  planMtlsReply,
  planMtlsRevertBody,
} from './mtls-change'
import { seriesReply, seriesSearch } from './series'
import {
  applyRevertBody,
  applySplitBody,
  applySplitReply,
  planRevertBody,
  planSplitBody,
  planSplitReply,
  splitConflict,
} from './split-changes'
import {
  applyCreateBody,
  applyCreateReply,
  createConflict,
  planCreateBody,
  planCreateReply,
  undoCreateBody,
  undoCreateReply,
} from './split-creation'
import {
  splitCandidatesReply,
  splitParams,
  splitReply,
  splitSearch,
  splitsReply,
  splitsSearch,
} from './splits'
import { streamSearch } from './stream'

/** Every resource of the API: its path, what it is, what may be asked and what is answered. */
const resources = [
  {
    path: '/api/v1/graph',
    summary: 'The service graph: who calls whom, how much, and how well',
    search: graphSearch,
    reply: graphReply,
  },
  {
    path: '/api/v1/graph/table',
    summary: 'The edges of the graph as rows, some at a time; as CSV all of them',
    search: tableSearch,
    reply: tableReply,
  },
  {
    path: '/api/v1/explain',
    summary: 'Why the graph is what it is: empty, partial or too high',
    search: explainSearch,
    reply: explainReply,
  },
  {
    path: '/api/v1/changes',
    summary: 'Since when an edge or node is in trouble, and what was changed around then',
    search: changesSearch,
    reply: changesReply,
  },
  {
    path: '/api/v1/series',
    summary: 'Traffic of one edge or node over time',
    search: seriesSearch,
    reply: seriesReply,
  },
  {
    path: '/api/v1/splits',
    summary: 'Every route with several destinations: configured and observed shares, and findings',
    search: splitsSearch,
    reply: splitsReply,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}',
    summary: 'One route, with its YAML and the changes made through Binnacle',
    params: splitParams,
    search: splitSearch,
    reply: splitReply,
  },
  {
    path: '/api/v1/connections',
    summary: 'What stands behind the console, and how it answers',
    search: connectionsSearch,
    reply: connectionsReply,
  },
  {
    path: '/api/v1/mesh',
    summary: 'What holds in the whole mesh: its policy, and what each control plane is told',
    search: meshSearch,
    reply: meshReply,
  },
  {
    path: '/api/v1/mtls',
    summary: 'Mutual TLS of every namespace: what is asked for, what was seen, and what is wrong',
    search: mtlsSearch,
    reply: mtlsReply,
  },
  {
    path: '/api/v1/mtls/{namespace}',
    summary: 'One namespace in depth: workloads, ports, callers, policies',
    params: mtlsParams,
    search: mtlsNamespaceSearch,
    reply: mtlsNamespaceReply,
  },
  {
    path: '/api/v1/mtls/{namespace}/verify',
    summary: 'What fails or has stopped in a namespace since a change of its policy',
    params: mtlsParams,
    search: mtlsVerifySearch,
    reply: mtlsVerifyReply,
  },
  {
    path: '/api/v1/mtls/call',
    summary: 'Whether a call would be encrypted, or break, and what decides it',
    search: callCheckSearch,
    reply: callCheckReply,
  },
  {
    path: '/api/v1/splits/candidates',
    summary: 'Services with several versions that no route splits yet',
    search: splitsSearch,
    reply: splitCandidatesReply,
  },
  {
    path: '/api/v1/me',
    summary: 'Who is asking, and what they may change',
    search: meSearch,
    reply: meReply,
  },
] as const

/** What plans, and what carries out a plan. */
const writes = [
  {
    path: '/api/v1/mtls/{namespace}/plan',
    summary: 'What a policy would write, whom it would hit, and who would be refused',
    params: mtlsParams,
    body: planMtlsBody,
    reply: planMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/mtls/{namespace}/apply',
    summary: 'Writes exactly what was planned, once every caller that breaks is ticked',
    params: mtlsParams,
    body: applyMtlsBody,
    reply: applyMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/mtls/{namespace}/revert/plan',
    summary: 'What taking a change of policy back would write',
    params: mtlsParams,
    body: planMtlsRevertBody,
    reply: planMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/mtls/{namespace}/revert',
    summary: 'Takes a change of policy back; what it made and nobody changed is deleted',
    params: mtlsParams,
    body: applyMtlsRevertBody,
    reply: applyMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/plan',
    summary: 'What new weights would write, and what they would do',
    params: splitParams,
    body: planSplitBody,
    reply: planSplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/apply',
    summary: 'Writes exactly what was planned, or says what has changed since',
    params: splitParams,
    body: applySplitBody,
    reply: applySplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/revert/plan',
    summary: 'What taking a change back would write',
    params: splitParams,
    body: planRevertBody,
    reply: planSplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/revert',
    summary: 'Takes a change back as planned, while the weights are as it left them',
    params: splitParams,
    body: applyRevertBody,
    reply: applySplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/create/plan',
    summary: 'The subsets and the route that would split a service',
    body: planCreateBody,
    reply: planCreateReply,
    conflict: createConflict,
  },
  {
    path: '/api/v1/splits/create/apply',
    summary: 'Makes them in their order, and says how far it came',
    body: applyCreateBody,
    reply: applyCreateReply,
    conflict: createConflict,
  },
  {
    path: '/api/v1/splits/create/undo',
    summary: 'Takes back what was made, as long as nobody has changed it',
    body: undoCreateBody,
    reply: undoCreateReply,
    conflict: problem,
  },
] as const

/** Made from the schemas that requests are parsed with, so it cannot say anything else. */
export function openApiDocument() {
  const registry = new OpenAPIRegistry()
  const failure = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: problem } },
  })
  const failures = {
    400: failure('A parameter is wrong; the detail names it'),
    421: failure('The Host header is not one that this server answers to'),
    502: failure('What Prometheus answered is of no use; the title says why'),
    503: failure('Prometheus cannot be reached'),
    504: failure('Prometheus did not answer in time'),
    default: failure('What went wrong (RFC 9457)'),
  }
  const refusals = {
    400: failure('The body is wrong; the detail says where'),
    403: failure('View only, a page of another origin, or not allowed by Kubernetes'),
    404: failure('There is no such change'),
    413: failure('The body is too large'),
    415: failure('The body is not JSON'),
    421: failure('The Host header is not one that this server answers to'),
    422: failure('Kubernetes or one of its webhooks refused the change'),
    503: failure('Kubernetes cannot be reached'),
    504: failure('Kubernetes did not answer; the code says whether the change is there'),
    default: failure('What went wrong (RFC 9457)'),
  }
  for (const { path, summary, search, reply, ...rest } of resources)
    registry.registerPath({
      method: 'get',
      path,
      summary,
      request: { query: search, ...rest },
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: reply } } },
        304: { description: 'Not changed since the answer whose ETag was sent' },
        ...failures,
      },
    })
  for (const { path, summary, body, reply, conflict, ...rest } of writes)
    registry.registerPath({
      method: 'post',
      path,
      summary,
      request: { ...rest, body: { content: { 'application/json': { schema: body } } } },
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: reply } } },
        ...refusals,
        409: {
          description: 'Something has changed since; the new plan stands beside the reason',
          content: { 'application/problem+json': { schema: conflict } },
        },
      },
    })
  registry.registerPath({
    method: 'get',
    path: '/api/v1/stream',
    summary: 'Server-sent events: `tick`, and `changed` with the topics to ask for again',
    request: { query: streamSearch },
    responses: {
      200: {
        description:
          'Events until either side ends; a reader that comes again asks for all it shows',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      ...failures,
    },
  })
  registry.registerPath({
    method: 'get',
    path: '/api/v1/openapi.json',
    summary: 'This document',
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema: z.looseObject({}) } } },
    },
  })
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Binnacle',
      version: 'v1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
  })
}
