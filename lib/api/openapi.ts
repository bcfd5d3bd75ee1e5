import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { changingResources } from './changing-resources'
import { problem } from './envelope'
import { resources } from './resources'
import { streamSearch } from './stream'

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
  for (const { path, summary, body, reply, conflict, ...rest } of changingResources)
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
