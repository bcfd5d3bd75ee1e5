import { describe, expect, test } from 'vitest'
import { momentsOf } from '../draw/moments'
import { podOf, worldOf } from '../fixtures'
import type { Outcome } from '../resolve/fate'
import { defaultBehaviour, trafficPlan, type WorkloadBehaviour } from '../traffic-plan'
import type { MeshService } from '../world/mesh-service'
import { type Answer, answersOf } from './answers'

const world = worldOf()
const server = podOf(world, 'reviews-v1')
const service = world.services.get('reviews.default.svc.cluster.local') as MeshService // the fixture's

const handling = {
  probability: 1,
  protocol: 'http',
  delayMs: 0,
  timeoutMs: null,
  retries: { attempts: 0, on: [], perTryTimeoutMs: null },
  mirrors: [],
  outliers: null,
} as const

const arriving = (more: Partial<Outcome> = {}): Outcome =>
  // Handling of every kind fits every fate.
  ({
    ...handling,
    kind: 'arrives',
    service,
    server,
    security: 'mutual_tls',
    cluster: null,
    waypoint: null,
    ...more,
  }) as Outcome

const failing = (code: string, flags: string, more: Partial<Outcome> = {}): Outcome =>
  ({
    ...handling,
    kind: 'failed',
    code,
    flags,
    service: null,
    server: null,
    cluster: null,
    waypoint: null,
    denied: false,
    ...more,
  }) as Outcome

const withErrors = (errors: object[]): WorkloadBehaviour =>
  trafficPlan.parse({ workloads: { 'a/b': { errors } } }).workloads['a/b'] ?? defaultBehaviour

function ends(outcome: Outcome, more: Partial<Parameters<typeof answersOf>[0]> = {}): Answer[] {
  const time = outcome.kind === 'arrives' ? momentsOf({ median: 10, sigma: 0.3 }) : null
  return answersOf({ outcome, behaviour: defaultBehaviour, time, isUpgrade: false, ...more })
}

const said = (answers: Answer[]) =>
  answers.map(({ code, grpcStatus, probability }) => [code, grpcStatus, probability])

describe('what an application says', () => {
  const behaviour = withErrors([
    { code: 503, share: 0.1 },
    { grpcStatus: 14, share: 0.2 },
  ])

  test.each([
    [
      'http',
      [
        ['200', '', 0.9],
        ['503', '', 0.1],
      ],
    ],
    [
      'grpc',
      [
        ['200', '0', 0.8],
        ['200', '14', 0.2],
      ],
    ],
    ['tcp', [['', '', 1]]],
  ] as const)('over %s', (protocol, expected) => {
    const outcome = arriving({ protocol })
    expect(said(ends(outcome, { behaviour }))).toEqual(expected)
  })

  test('to a WebSocket is 101', () => {
    expect(said(ends(arriving(), { isUpgrade: true }))).toEqual([['101', '', 1]])
  })
})

test.each([
  ['http', '503', '503', ''],
  ['grpc', '503', '200', '14'],
  ['grpc', '404', '200', '12'],
  ['tcp', '', '', ''],
] as const)('a proxy’s own answer over %s: %s is %s %s', (protocol, code, ...expected) => {
  expect(said(ends(failing(code, 'UH', { protocol })))).toEqual([[...expected, 1]])
})

describe('a timeout', () => {
  test('is no end of quick calls', () => {
    expect(ends(arriving({ timeoutMs: 10_000 })).filter(({ isTimeout }) => isTimeout)).toEqual([])
  })

  test('ends the half that is slower, while the application goes on', () => {
    const [quick, slow] = ends(arriving({ timeoutMs: 10 }))
    expect(quick).toMatchObject({ code: '200', flags: [], isTimeout: false })
    expect(slow).toMatchObject({ code: '504', flags: ['UT'], isTimeout: true, succeeds: true })
    expect(slow?.probability).toBeCloseTo(0.5, 2)
  })

  test('of one try is what a retry begins with', () => {
    const retries = { attempts: 1, on: ['gateway-error'], perTryTimeoutMs: 10 }
    const repeated = ends(arriving({ retries })).filter(({ isRetriable }) => isRetriable)
    expect(repeated.map(({ code }) => code)).toEqual(['504'])
  })
})

test('an injected wait is flagged whatever comes after it', () => {
  const behaviour = withErrors([{ code: 500, share: 0.5 }])
  const flags = ends(arriving({ delayMs: 400 }), { behaviour }).map(({ flags }) => flags)
  expect(flags).toEqual([['DI'], ['DI']])
})

test('probabilities of all ends sum to the outcome’s own', () => {
  const behaviour = withErrors([{ code: 500, share: 0.3 }])
  const outcome = arriving({ probability: 0.4, timeoutMs: 9 })
  const sum = ends(outcome, { behaviour }).reduce((total, one) => total + one.probability, 0)
  expect(sum).toBeCloseTo(0.4, 10)
})
