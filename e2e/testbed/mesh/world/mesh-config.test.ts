import { describe, expect, test } from 'vitest'
import { meshConfig } from '../fixtures'
import { defaultMesh, meshConfigOf } from './mesh-config'

const read = (yaml: string) => meshConfigOf(meshConfig(yaml))

describe('the mesh’s configuration', () => {
  test('is Istio’s defaults where there is none', () => {
    expect(defaultMesh).toEqual({
      rootNamespace: 'istio-system',
      trustDomain: 'cluster.local',
      enableAutoMtls: true,
      outboundMode: 'ALLOW_ANY',
      defaultServiceExportTo: ['*'],
      defaultVirtualServiceExportTo: ['*'],
      defaultDestinationRuleExportTo: ['*'],
      clusterId: 'Kubernetes',
    })
  })

  test.each([
    ['an absent policy for what leaves lets everything out', '{}', 'ALLOW_ANY'],
    [
      'a policy without a mode is the first of its enumeration',
      'outboundTrafficPolicy: {}',
      'REGISTRY_ONLY',
    ],
    ['a mode', 'outboundTrafficPolicy: { mode: ALLOW_ANY }', 'ALLOW_ANY'],
  ])('%s', (_, yaml, expected) => {
    expect(read(yaml).outboundMode).toBe(expected)
  })

  test('overlays what it says and leaves fields alone that nobody here obeys', () => {
    const mesh = read(
      'trustDomain: harbour.example\ndefaultConfig: { tracing: {} }\nenableAutoMtls: false',
    )
    expect(mesh).toEqual({ ...defaultMesh, trustDomain: 'harbour.example', enableAutoMtls: false })
  })
})
