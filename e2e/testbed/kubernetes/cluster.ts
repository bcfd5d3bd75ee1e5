import type { ResourceRegistry } from './resources/resource'
import type { Storage } from './storage'

/** What the handlers share: the objects, and which kinds there are at this moment. */
export type Cluster = { storage: Storage; resources: ResourceRegistry }

/** Kubernetes' times have no fraction. */
export const timestamp = (at = new Date()) => at.toISOString().replace(/\.\d+Z$/, 'Z')
