import 'server-only'
import type { Reply } from '../api/envelope'
import type { Viewer } from '../identity/viewer'

export type ReadContext = { viewer: Viewer; signal: AbortSignal }

/** One use case that reads. The search is already parsed; what may be seen is the reader's affair. */
export type Reader<Search, Data> = (search: Search, context: ReadContext) => Promise<Reply<Data>>
