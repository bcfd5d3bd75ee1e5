import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEnv } from '../lib/env'
import {
  deployFolder,
  type EnvVariable,
  filesOf,
  type Manifest,
  objectsOf,
  parts,
  patchesOf,
  readKustomization,
  readManifests,
  variants,
} from './manifests.fixtures'

const identityOf = ({ apiVersion, kind, metadata }: Manifest) =>
  [apiVersion, kind, metadata.namespace ?? '', metadata.name].join('/')

describe.each([...parts, ...variants])('deploy/%s', (name) => {
  const folder = path.join(deployFolder, name)
  const { resources, patches = [], ...rest } = readKustomization(folder)

  test('says what it is in words that kustomize knows', () => {
    expect(rest).toMatchObject({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
    })
    const known = ['apiVersion', 'kind', 'namespace', 'labels']
    expect(Object.keys(rest).filter((key) => !known.includes(key))).toEqual([])
  })

  test('names all of its files, folders that are kustomizations, and nothing that is not there', () => {
    const named = [...resources, ...patches.map((patch) => patch.path)]
    const files = named.filter((one) => !one.startsWith('../'))
    expect(filesOf(folder)).toEqual(['kustomization.yaml', ...files].sort())
    for (const one of named.filter((entry) => entry.startsWith('../'))) {
      expect(statSync(path.join(folder, one)).isDirectory()).toBe(true)
      expect(existsSync(path.join(folder, one, 'kustomization.yaml'))).toBe(true)
    }
  })

  test('holds whole objects, each once', () => {
    const objects = resources
      .filter((one) => !one.startsWith('../'))
      .flatMap((one) => readManifests(path.join(folder, one)))
    const identities = objects.map(identityOf)
    expect(new Set(identities).size).toBe(identities.length)
    for (const { apiVersion, kind, metadata } of objects)
      expect([apiVersion, kind, metadata.name]).toEqual(Array(3).fill(expect.stringMatching(/./)))
  })
})

/** As kustomize merges lists of a container: by name. */
function environmentOf(variant: (typeof variants)[number]): EnvVariable[] {
  const ofDeployment = (objects: Manifest[]) =>
    objects
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap(({ spec }) => spec?.template?.spec.containers[0].env ?? [])
  const all = [...ofDeployment(objectsOf(variant)), ...ofDeployment(patchesOf(variant))]
  return [...new Map(all.map((one) => [one.name, one])).values()]
}

describe.each(variants)('the variant %s', (variant) => {
  test('patches objects that it has', () => {
    const identities = objectsOf(variant).map(identityOf)
    const patched = patchesOf(variant).map(identityOf)
    expect(patched.length).toBeGreaterThan(0)
    expect(identities).toEqual(expect.arrayContaining(patched))
  })

  test('starts inside a cluster', () => {
    // What a Secret holds is made by whoever applies it.
    const made = randomBytes(32).toString('base64')
    const set = environmentOf(variant).map(({ name, value }) => [name, value ?? made])
    const inCluster = { KUBERNETES_SERVICE_HOST: '10.0.0.1', NODE_ENV: 'production' } as const
    expect(parseEnv({ ...inCluster, ...Object.fromEntries(set) })).toMatchObject({
      kind: 'accepted',
      env: { host: '0.0.0.0', port: 3000, inCluster: true },
    })
  })

  test('binds every role to the one ServiceAccount', () => {
    const objects = objectsOf(variant)
    const roles = objects.filter(({ kind }) => kind === 'ClusterRole')
    const bindings = objects.filter(({ kind }) => kind === 'ClusterRoleBinding')
    expect(bindings.map(({ roleRef }) => roleRef?.name)).toEqual(
      roles.map(({ metadata }) => metadata.name),
    )
    for (const { subjects } of bindings)
      expect(subjects).toEqual([
        { kind: 'ServiceAccount', name: 'binnacle', namespace: 'binnacle' },
      ])
  })
})

describe('the Deployment', () => {
  const deployment = objectsOf('viewer').find(({ kind }) => kind === 'Deployment')
  const pod = deployment?.spec?.template?.spec
  const container = pod?.containers[0]

  test('runs as nobody in particular, on files that it cannot change', () => {
    expect(pod?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  test('is probed where the console answers', () => {
    for (const probe of [container?.readinessProbe, container?.livenessProbe]) {
      const route = `app${probe?.httpGet.path}/route.ts`
      expect(existsSync(path.join(deployFolder, '..', route))).toBe(true)
      expect(container?.ports.map(({ name }) => name)).toContain(probe?.httpGet.port)
    }
  })
})
