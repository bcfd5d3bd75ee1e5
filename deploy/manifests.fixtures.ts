import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'

export const deployFolder = import.meta.dirname

/** The folders that are applied. */
export const variants = ['viewer', 'operator-oidc', 'operator-header', 'operator-token'] as const
/** What they are made of: `base` each of them. */
export const parts = ['base', 'impersonating'] as const
export type Variant = (typeof variants)[number]

export type EnvVariable = { name: string; value?: string; valueFrom?: unknown }

type Container = {
  name: string
  env: EnvVariable[]
  securityContext: Record<string, unknown>
  readinessProbe: { httpGet: { path: string; port: string } }
  livenessProbe: { httpGet: { path: string; port: string } }
  ports: { name: string; containerPort: number }[]
}

/** As far as tests look into one. */
export type Manifest = {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string }
  rules?: PolicyRule[]
  roleRef?: { name: string }
  subjects?: { kind: string; name: string; namespace?: string }[]
  spec?: {
    template?: { spec: { securityContext: Record<string, unknown>; containers: [Container] } }
  }
}
export type PolicyRule = { apiGroups: string[]; resources: string[]; verbs: string[] }

export type Kustomization = {
  apiVersion: string
  kind: string
  namespace?: string
  resources: string[]
  patches?: { path: string }[]
}

export const readKustomization = (folder: string): Kustomization =>
  // Our own file, whose shape the test of kustomizations holds.
  parseAllDocuments(readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8'))[0]?.toJS()

export const readManifests = (file: string): Manifest[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    if (document.errors[0]) throw document.errors[0]
    return document.toJS()
  })

/** The objects of a folder and of what it builds on, before patches. */
export function resourcesOf(folder: string): Manifest[] {
  return readKustomization(folder).resources.flatMap((name) => {
    const place = path.join(folder, name)
    return statSync(place).isDirectory() ? resourcesOf(place) : readManifests(place)
  })
}

export const objectsOf = (variant: Variant): Manifest[] =>
  resourcesOf(path.join(deployFolder, variant))

export const patchesOf = (variant: Variant): Manifest[] => {
  const folder = path.join(deployFolder, variant)
  return (readKustomization(folder).patches ?? []).flatMap((patch) =>
    readManifests(path.join(folder, patch.path)),
  )
}

/** What only says who may do what, and to whom it is given. */
export const rightsOf = (variant: Variant): Manifest[] =>
  objectsOf(variant).filter(({ kind }) =>
    ['Namespace', 'ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'].includes(kind),
  )

export const filesOf = (folder: string): string[] => readdirSync(folder).sort()
