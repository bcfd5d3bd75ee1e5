import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AuthMode } from '../env/auth'
import { UpstreamError } from '../errors'
import type { KubeSend } from '../kubernetes/kube-fetch'
import { readViewer } from './current-viewer'

let auth: AuthMode = 'kubeconfig'
let viewOnly = false
let send: KubeSend
vi.mock('../env', async (original) => ({
  ...(await original<typeof import('../env')>()),
  readEnv: () => ({ auth, viewOnly, publicUrl: null }),
}))
vi.mock('../kubernetes/kube-fetch', () => ({ kubeFetch: (request: never) => send(request) }))
vi.mock('../kubernetes/kube-config', () => ({
  readKubeAccess: async () => ({ userName: 'alice-of-the-file', namespace: 'shop' }),
}))
vi.mock('../kubernetes/watch-cache', () => ({
  watchCache: () => ({
    settled: Promise.resolve(),
    read: () => ({ objects: new Map([['/bank', { name: 'bank' }]]) }),
  }),
}))

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => {
  vi.restoreAllMocks()
  // Every test is a new process.
  Reflect.deleteProperty(globalThis, Symbol.for('binnacle.process-state'))
})

const down: KubeSend = async () => {
  throw new UpstreamError('kubernetes', 'unreachable')
}

/** We are `alice`, and may list the pods of `shop`. */
const answering: KubeSend = async ({ body }) => {
  const allowed = JSON.stringify(body).includes('"shop"')
  const status = { allowed, userInfo: { username: 'alice' } }
  return { status: 201, body: null, text: async () => JSON.stringify({ status }) }
}

const read = (headers = new Headers({ host: 'localhost:3000' })) =>
  readViewer(headers, new AbortController().signal)

const acting = { readable: 'everything', reads: { kind: 'own' }, writes: { kind: 'own' } }

describe('a kubeconfig’s console', () => {
  beforeEach(() => {
    auth = 'kubeconfig'
    viewOnly = false
  })

  test('shows its user what they may see, the namespace of their context too', async () => {
    send = answering
    const sees = { kind: 'namespaces', names: new Set(['shop']) }
    expect(await read()).toEqual({ mode: 'kubeconfig', user: 'alice', sees, ...acting })
  })

  test('shows everything while Kubernetes has never answered, as the file’s user', async () => {
    send = down
    const viewer = { mode: 'kubeconfig', user: 'alice-of-the-file', sees: { kind: 'all' } }
    expect(await read()).toEqual({ ...viewer, ...acting })
  })

  test('lets nobody write where the whole of it is view only, and shows the same', async () => {
    send = answering
    viewOnly = true
    const sees = { kind: 'namespaces', names: new Set(['shop']) }
    const writes = { kind: 'nobody', why: 'view-only' }
    expect(await read()).toMatchObject({ user: 'alice', sees, writes })
  })

  test.each(['evil.example:3000', ''])('shows nothing to who came by the name %j', async (host) => {
    send = answering
    const { user, sees } = await read(new Headers({ host }))
    expect({ user, sees }).toEqual({
      user: 'nobody',
      sees: { kind: 'namespaces', names: new Set() },
    })
  })
})

describe('an anonymous console', () => {
  beforeEach(() => {
    auth = 'anonymous'
  })

  test('shows what it may see itself, to nobody in particular', async () => {
    send = answering
    const sees = { kind: 'namespaces', names: new Set(['shop']) }
    expect(await read()).toEqual({
      mode: 'anonymous',
      user: 'anonymous',
      sees,
      readable: 'everything',
      reads: { kind: 'own' },
      writes: { kind: 'nobody', why: 'anonymous' },
    })
  })

  test('shows nothing while Kubernetes has never answered', async () => {
    send = down
    expect((await read()).sees).toEqual({ kind: 'namespaces', names: new Set() })
  })

  test('takes nobody for somebody because of a header', async () => {
    send = answering
    const headers = new Headers({
      authorization: 'Bearer garbage',
      'x-forwarded-user': 'admin',
      'impersonate-user': 'admin',
    })
    expect(await read(headers)).toMatchObject({ user: 'anonymous' })
  })
})
