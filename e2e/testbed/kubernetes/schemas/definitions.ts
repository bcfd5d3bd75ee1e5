import { readFileSync } from 'node:fs'
import type { CustomResourceDefinition } from '../resources/custom-resources'
import { deliveryDefinitions } from './delivery-definitions'

const generated = ['istio.json', 'gateway-api.json']

/** The kinds of Istio and of the Gateway API as their own projects define them, and a few others. */
export function readDefinitions(): CustomResourceDefinition[] {
  const definitions = generated.flatMap((file) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    // Generated beside this file from the projects' own definitions.
    return (JSON.parse(text) as { definitions: CustomResourceDefinition[] }).definitions
  })
  return [...definitions, ...deliveryDefinitions]
}
