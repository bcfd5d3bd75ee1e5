import { describe, expect, test } from 'vitest'
import { hopLabels, hopLabelsOf, outcomeLabels } from './istio-labels'
import { toLatencySamples, toRequestSamples, toSecuritySamples, toVolumeSamples } from './samples'
import { vectorTable } from './vector-table.fixtures'

const toReviews = {
  reporter: 'source',
  request_protocol: 'http',
  source_cluster: 'Kubernetes',
  source_workload_namespace: 'default',
  source_workload: 'productpage-v1',
  source_canonical_service: 'productpage',
  source_canonical_revision: 'v1',
  destination_cluster: 'Kubernetes',
  destination_workload_namespace: 'default',
  destination_workload: 'reviews-v1',
  destination_canonical_service: 'reviews',
  destination_canonical_revision: 'v1',
  destination_service: 'reviews.default.svc.cluster.local',
  destination_service_name: 'reviews',
}

describe('requests', () => {
  const shape = { groupLabels: hopLabels, labels: outcomeLabels }
  const read = (series: [Record<string, string>, string][]) =>
    toRequestSamples(vectorTable(shape, series), shape)

  test('become samples of hops, which series between the same ends share', () => {
    const [ok, failed] = read([
      [{ ...toReviews, response_code: '200', response_flags: '-' }, '9.5'],
      [{ ...toReviews, response_code: '503', response_flags: 'UF,URX' }, '0.5'],
    ])
    expect(ok).toEqual({
      hop: {
        reporter: 'source',
        protocol: 'http',
        source: {
          cluster: 'Kubernetes',
          namespace: 'default',
          workload: 'productpage-v1',
          app: 'productpage',
          version: 'v1',
        },
        destination: {
          cluster: 'Kubernetes',
          namespace: 'default',
          workload: 'reviews-v1',
          app: 'reviews',
          version: 'v1',
        },
        destinationService: 'reviews.default.svc.cluster.local',
        destinationServiceName: 'reviews',
        mirrored: false,
      },
      code: '200',
      grpcStatus: null,
      flags: '-',
      requestsPerSecond: 9.5,
    })
    expect(failed?.hop).toBe(ok?.hop)
    expect(failed).toMatchObject({ code: '503', flags: 'UF,URX', requestsPerSecond: 0.5 })
  })

  test('of the same peer share that peer', () => {
    const [to, from] = read([
      [toReviews, '1'],
      [{ ...toReviews, destination_workload: 'details-v1' }, '1'],
    ])
    expect(from?.hop.source).toBe(to?.hop.source)
  })

  test('keep a gRPC status, and take a missing protocol for http', () => {
    const { request_protocol: _, ...unlabelled } = toReviews
    const [grpc, other] = read([
      [{ ...toReviews, request_protocol: 'grpc', grpc_response_status: '14' }, '1'],
      [unlabelled, '1'],
    ])
    expect(grpc).toMatchObject({ hop: { protocol: 'grpc' }, grpcStatus: '14' })
    expect(other).toMatchObject({ hop: { protocol: 'http' }, grpcStatus: null })
  })

  test('that are no number are none', () => expect(read([[toReviews, 'NaN']])).toEqual([]))
})

test('buckets are read with their infinite bound', () => {
  const shape = { groupLabels: hopLabelsOf('workload'), labels: ['le'] }
  const read = toLatencySamples(
    vectorTable(shape, [
      [{ ...toReviews, le: '0.5' }, '1'],
      [{ ...toReviews, le: '+Inf' }, '2'],
    ]),
    shape,
  )
  expect(read.map(({ le }) => le)).toEqual([0.5, Number.POSITIVE_INFINITY])
  expect(read[0]?.hop.source).toMatchObject({ workload: 'productpage-v1', app: '' })
})

test('a policy that nobody has heard of is unknown', () => {
  const shape = { groupLabels: hopLabels, labels: ['connection_security_policy'] }
  const read = toSecuritySamples(
    vectorTable(shape, [
      [{ ...toReviews, connection_security_policy: 'mutual_tls' }, '1'],
      [{ ...toReviews, connection_security_policy: 'quantum' }, '1'],
    ]),
    shape,
  )
  expect(read.map(({ policy }) => policy)).toEqual(['mutual_tls', 'unknown'])
})

test('TCP is told apart by its quantity', () => {
  const shape = { groupLabels: hopLabels, labels: ['quantity'] }
  const series = vectorTable(shape, [[{ ...toReviews, quantity: 'sentBytes' }, '7']])
  expect(toVolumeSamples(series, shape)).toMatchObject([{ quantity: 'sentBytes', perSecond: 7 }])
})
