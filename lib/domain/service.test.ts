import { expect, test } from 'vitest'
import { protocolOf } from './service'

const port = (name: string, appProtocol: string | null = null, protocol = 'TCP') => ({
  name,
  port: 9080,
  protocol,
  appProtocol,
})

test.each([
  ['named http', port('http'), 'http'],
  ['named http-web', port('http-web'), 'http'],
  ['named grpc', port('grpc'), 'http'],
  ['named grpc-web', port('grpc-web'), 'http'],
  ['named https: encrypted by the application', port('https'), 'tcp'],
  ['named tls-db', port('tls-db'), 'tcp'],
  ['named mongo', port('mongo'), 'tcp'],
  ['named web, which says nothing', port('web'), 'auto'],
  ['without a name', port(''), 'auto'],
  ['whose appProtocol says more than its name', port('web', 'http2'), 'http'],
  ['whose appProtocol contradicts its name', port('http', 'tcp'), 'tcp'],
  ['of clear-text HTTP/2 by Kubernetes’ own word', port('web', 'kubernetes.io/h2c'), 'http'],
  ['of UDP', port('dns', null, 'UDP'), 'tcp'],
])('a port %s', (_, one, protocol) => {
  expect(protocolOf(one)).toBe(protocol)
})
