import { queryOptions } from '@tanstack/react-query'
import type { MeshReply } from '../api/mesh'
import type { MtlsNamespaceReply, MtlsNamespaceSearch, MtlsReply, MtlsSearch } from '../api/mtls'
import type { CallCheckReply, CallCheckSearch } from '../api/mtls-call'
import type { MtlsVerifyReply } from '../api/mtls-change'
import { callQuestionQuery, mtlsQuestionQuery } from '../search-params/security'
import { fetchJson } from './fetch-json'
import { renewed } from './renewed'

const topics = ['mtls'] as const

export const mtlsUrl = '/api/v1/mtls'

export const namespaceUrl = (namespace: string) => `${mtlsUrl}/${encodeURIComponent(namespace)}`

export const mtlsQuery = (question: MtlsSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['mtls', question],
    queryFn: ({ signal }) =>
      fetchJson<MtlsReply>(`${mtlsUrl}?${mtlsQuestionQuery(question)}`, signal),
    ...renewed(refreshSeconds, topics),
  })

export const mtlsNamespaceQuery = (
  namespace: string,
  question: MtlsNamespaceSearch,
  refreshSeconds = 0,
) =>
  queryOptions({
    queryKey: ['mtls', namespace, question],
    queryFn: ({ signal }) =>
      fetchJson<MtlsNamespaceReply>(
        `${namespaceUrl(namespace)}?${mtlsQuestionQuery(question)}`,
        signal,
      ),
    ...renewed(refreshSeconds, topics),
  })

/** Seconds: what holds in the whole mesh changes seldom, and a change is told by the stream. */
const meshRefresh = 60

export const meshQuery = () =>
  queryOptions({
    queryKey: ['mesh'],
    queryFn: ({ signal }) => fetchJson<MeshReply>('/api/v1/mesh', signal),
    ...renewed(meshRefresh, topics),
  })

/** By configuration alone, so only a changed object makes it old. */
export const callCheckQuery = (question: CallCheckSearch) =>
  queryOptions({
    queryKey: ['call-check', question],
    queryFn: ({ signal }) =>
      fetchJson<CallCheckReply>(`${mtlsUrl}/call?${callQuestionQuery(question)}`, signal),
    meta: { topics },
    staleTime: 5000,
    retry: false,
  })

/** Seconds: soon after a change every scrape may bring the first failure. */
const verifyRefresh = 5

export const mtlsVerifyQuery = (namespace: string, since: number) =>
  queryOptions({
    queryKey: ['mtls-verify', namespace, since],
    queryFn: ({ signal }) =>
      fetchJson<MtlsVerifyReply>(`${namespaceUrl(namespace)}/verify?since=${since}`, signal),
    ...renewed(verifyRefresh, topics),
  })
