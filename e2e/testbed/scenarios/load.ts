import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import type { z } from 'zod'
import type { KubernetesObject } from '../cluster/kubernetes-objects'
import { type TrafficPlan, trafficPlan } from '../mesh/traffic-plan'

/** What a folder of ordinary YAML says: Kubernetes and Istio objects, and the traffic between them. */
export type Scenario = { manifests: KubernetesObject[]; traffic: TrafficPlan }

const trafficFile = 'traffic.yaml'

const isObject = (document: unknown): document is KubernetesObject =>
  typeof document === 'object' &&
  document !== null &&
  ['apiVersion', 'kind', 'metadata'].every((field) => field in document)

/** Whatever `kubectl apply -f` would read; the fields behind are the API server's to check. */
export function parseManifests(file: string, text: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors
    if (error) throw new Error(`${file}: ${error.message}`)
    const value: unknown = document.toJS()
    if (value === null) return []
    if (!isObject(value)) throw new Error(`${file}: a document lacks apiVersion, kind or metadata`)
    return [value]
  })
}

const sentence = ({ path: field, message }: z.core.$ZodIssue) =>
  `${field.join('.') || 'the file'}: ${message}`

export function parseTraffic(file: string, text: string): TrafficPlan {
  const parsed = trafficPlan.safeParse(parse(text) ?? {})
  if (parsed.success) return parsed.data
  throw new Error(`${file}: ${parsed.error.issues.map(sentence).join('; ')}`)
}

const read = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8')

/** The scenario of a folder beside this file. */
export function loadScenario(name: string): Scenario {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  if (!folders.includes(name)) {
    throw new Error(`there is no scenario ${name}; there are ${folders.join(', ')}`)
  }
  const folder = path.join(import.meta.dirname, name)
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
  return {
    manifests: files
      .filter((file) => file !== trafficFile)
      .flatMap((file) => parseManifests(`${name}/${file}`, read(folder, file))),
    traffic: parseTraffic(`${name}/${trafficFile}`, read(folder, trafficFile)),
  }
}
