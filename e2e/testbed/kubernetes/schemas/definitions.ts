import { readFileSync } from 'node:fs'
import type { CustomResourceDefinition } from '../resources/custom-resources'

const sources = ['istio.json', 'gateway-api.json']

/** The kinds of Istio and of the Gateway API, as their own projects define them. */
export function readDefinitions(): CustomResourceDefinition[] {
  return sources.flatMap((file) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    // Generated beside this file from the projects' own definitions.
    return (JSON.parse(text) as { definitions: CustomResourceDefinition[] }).definitions
  })
}
