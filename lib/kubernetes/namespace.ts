import 'server-only'
import { z } from 'zod'
import { objectMeta } from './object-meta'

export const namespace = z.object({ metadata: objectMeta }).transform(({ metadata }) => metadata)
export type Namespace = z.output<typeof namespace>
