import 'server-only'
import { z } from 'zod'
import { listOf } from './object-meta'

/** More names than these are no configuration, but data. */
const most = 100

/**
 * Words that could be a host that is called, `reviews` or `reviews.default:9080`: of a text only
 * these are kept, never its values.
 */
export function mentionsIn(texts: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const text of texts)
    for (const word of text.slice(0, 20_000).split(/[^A-Za-z0-9.:_-]+/)) {
      const host = word.replace(/:\d+$/, '').toLowerCase()
      if (isHostLike(host)) found.add(host)
      if (found.size >= most) return [...found]
    }
  return [...found]
}

const isHostLike = (word: string) =>
  word.length <= 120 && /^[a-z][a-z0-9-]*(\.[a-z0-9-]+){0,5}$/.test(word)

const configMapRef = z.object({ name: z.string().optional() }).nullish()

/** Where a container may name what it calls. */
export const callingContainer = z.object({
  command: listOf(z.string()),
  args: listOf(z.string()),
  env: listOf(
    z.object({
      value: z.string().optional(),
      valueFrom: z.object({ configMapKeyRef: configMapRef }).nullish(),
    }),
  ),
  envFrom: listOf(z.object({ configMapRef })),
})

export const configMapVolumes = listOf(z.object({ configMap: configMapRef }))

/** Of a pod's spec what names whom it calls. */
export const callingSpec = z.object({
  containers: listOf(callingContainer),
  volumes: configMapVolumes,
})

export type Mentions = {
  /** Host-like words of its environment, command and arguments. */
  hosts: string[]
  /** ConfigMaps that it reads, by name. */
  configMaps: string[]
}

export function mentionsOf({ containers, volumes }: z.output<typeof callingSpec>): Mentions {
  const env = containers.flatMap((one) => one.env)
  const configMaps = [
    ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ...containers.flatMap((one) => one.envFrom.map((from) => from.configMapRef?.name)),
    ...volumes.map(({ configMap }) => configMap?.name),
  ]
  return {
    hosts: mentionsIn([
      ...env.flatMap(({ value }) => value ?? []),
      ...containers.flatMap(({ command, args }) => [...command, ...args]),
    ]),
    configMaps: [...new Set(configMaps.filter((name) => name !== undefined))],
  }
}
