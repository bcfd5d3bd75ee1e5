import type { ResourceRegistry } from './resources/resource'
import type { Storage } from './storage'

/** What the handlers share: the objects, and which kinds there are at this moment. */
export type Cluster = { storage: Storage; resources: ResourceRegistry }
