import 'server-only'
import { z } from 'zod'

/** Labels, annotations, selectors: absent and null are the same as none. */
export const stringMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {})

/** What every object has and we keep. */
export const objectMeta = z.object({
  name: z.string(),
  namespace: z.string().default(''),
  labels: stringMap,
})

/** Only whether a field is there. */
export const isThere = z
  .unknown()
  .optional()
  .transform((settings) => settings !== undefined && settings !== null)

/** Go writes an empty list as `null` or leaves it out. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])

/** A moment as Kubernetes writes it, in epoch ms. */
export const moment = z
  .string()
  .nullish()
  .transform((text) => (text ? Date.parse(text) : null))

/** Key of an object among those of its kind. */
export const objectKey = ({ namespace, name }: { namespace: string; name: string }) =>
  `${namespace}/${name}`
