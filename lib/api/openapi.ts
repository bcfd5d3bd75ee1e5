import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { connectionsReply, connectionsSearch } from './connections'
import { problem } from './envelope'
import { graphReply, graphSearch } from './graph'
import { tableReply, tableSearch } from './graph-table'
import { seriesReply, seriesSearch } from './series'
import { splitParams, splitReply, splitSearch, splitsReply, splitsSearch } from './splits'
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
