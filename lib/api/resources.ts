import { changesReply, changesSearch } from './changes'
import { connectionsReply, connectionsSearch } from './connections'
import { explainReply, explainSearch } from './explain'
import { graphReply, graphSearch } from './graph'
import { tableReply, tableSearch } from './graph-table'
import { meReply, meSearch } from './me'
import { meshReply, meshSearch } from './mesh'
import { mtlsNamespaceReply, mtlsNamespaceSearch, mtlsParams, mtlsReply, mtlsSearch } from './mtls'
import { callCheckReply, callCheckSearch } from './mtls-call'
import { mtlsVerifyReply, mtlsVerifySearch } from './mtls-change'
import { seriesReply, seriesSearch } from './series'
import {
  splitCandidatesReply,
  splitParams,
  splitReply,
  splitSearch,
  splitsReply,
  splitsSearch,
} from './splits'

/** Every resource that is read: its path, what it is, what may be asked and what is answered. */
export const resources = [
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
