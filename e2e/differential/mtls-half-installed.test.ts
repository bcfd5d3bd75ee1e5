import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { type MtlsBed, refusedClients, startMtlsBed } from './mtls-bed'

/** Control planes that are half there: sidecars whose istiod has no mesh config, or none to be read. */
const configMaps = '/api/v1/namespaces/istio-system/configmaps'

const meshConfig = (name: string, mesh: string, revision = 'default') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { 'istio.io/rev': revision } },
  data: { mesh },
})

let bed: MtlsBed
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  bed = await startMtlsBed()
  await bed.admin.applyYaml(`
apiVersion: v1
kind: Namespace
metadata: { name: istio-system }
---
${refusedClients}`)
  await bed.settle(() => watchCache().read('pods').objects.size === 2)
})
afterAll(() => bed.stop())

afterEach(async () => {
  const { items } = await bed.admin.list(configMaps)
  for (const { metadata } of items) await bed.admin.delete(`${configMaps}/${metadata.name}`)
  await bed.settle(() => knownConfigs().length === 0)
})

const knownConfigs = () =>
  [...watchCache().read('configMaps').objects.values()].filter(({ mesh }) => mesh !== null)

async function withConfig(config: ReturnType<typeof meshConfig>) {
  await bed.admin.create(configMaps, config)
  await bed.settle(() => knownConfigs().length === 1)
  const { status, body } = await bed.read()
  expect(status).toBe(200)
  return body
}

const codesOf = (body: { warnings: { code: string }[] }) =>
  body.warnings.map(({ code }) => code).filter((code) => code.startsWith('mesh-config'))

test('without any mesh config Istio’s defaults hold, and that they are taken is said', async () => {
  const { status, body } = await bed.read()
  expect(status).toBe(200)
  expect(codesOf(body)).toEqual(['mesh-config-missing'])
  expect(body.data.policy).toMatchObject({ mode: 'PERMISSIVE', from: { scope: 'default' } })
})

test('with one that can be read nothing is said', async () => {
  expect(codesOf(await withConfig(meshConfig('istio', 'trustDomain: cluster.local')))).toEqual([])
})

test.each([
  ['that is no YAML', 'enableAutoMtls: {'],
  ['that is a list', '- enableAutoMtls'],
])('one %s is told to be unread, and nothing of it is taken', async (_, mesh) => {
  expect(codesOf(await withConfig(meshConfig('istio', mesh)))).toEqual([
    'mesh-config-unreadable',
    'mesh-config-missing',
  ])
})

test('one of another revision is not the pods’ own', async () => {
  const body = await withConfig(meshConfig('istio-canary', 'enableAutoMtls: false', 'canary'))
  expect(codesOf(body)).toEqual(['mesh-config-missing'])
})
