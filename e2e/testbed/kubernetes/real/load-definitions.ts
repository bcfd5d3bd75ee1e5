import { setTimeout as pause } from 'node:timers/promises'
import type { KubernetesClient, KubernetesObject } from '../client'
import { isStatusCode } from '../client/connection'
import { isJsonObject } from '../object'
import type { CustomResourceDefinition } from '../resources/custom-resources'
import { readDefinitions } from '../schemas/definitions'

const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Conditions are absent for a moment after a definition was made. */
function isEstablished({ status }: KubernetesObject): boolean {
  const conditions =
    isJsonObject(status) && Array.isArray(status.conditions) ? status.conditions : []
  return conditions.some(
    (one) => isJsonObject(one) && one.type === 'Established' && one.status === 'True',
  )
}

/** An established kind is served a moment later: until then its path is not found. */
async function isServed(client: KubernetesClient, { spec }: CustomResourceDefinition) {
  const [version] = spec.versions.filter(({ served }) => served)
  try {
    await client.list(`/apis/${spec.group}/${version?.name}/${spec.names.plural}`, { limit: 1 })
    return true
  } catch (error) {
    if (isStatusCode(error, 404) || isStatusCode(error, 503)) return false
    throw error
  }
}

async function until(what: string, isSo: () => Promise<boolean>) {
  const deadline = Date.now() + 60_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`kube-apiserver did not come to serve ${what}.`)
    await pause(50)
  }
}

/** The kinds of Istio and of the Gateway API; resolves when objects of all of them can be written. */
export async function loadDefinitions(client: KubernetesClient): Promise<void> {
  const definitions = readDefinitions()
  await Promise.all(definitions.map((definition) => client.create(path, definition)))
  await until('the definitions', async () => {
    const { items } = await client.list(path)
    return items.length >= definitions.length && items.every(isEstablished)
  })
  for (const definition of definitions) {
    await until(definition.metadata.name, () => isServed(client, definition))
  }
}
