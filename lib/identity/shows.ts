import 'server-only'
import { mayRead, type Readable, readableWhere } from '../domain/readable'
import { rememberFor } from '../domain/remember'
import type { Shows } from '../domain/shown'
import type { Viewer } from './viewer'

type Names = Pick<ReadonlySet<string>, 'has'>
type ByKind = Exclude<Readable, 'everything'>

const allNames: Names = { has: () => true }
const allKinds: ByKind = readableWhere(() => 'everywhere')

const showsFor = rememberFor((names: Names) =>
  rememberFor(
    (readable: ByKind): Shows =>
      (namespace, kind) =>
        names.has(namespace) && (kind === undefined || mayRead(readable, kind, namespace)),
  ),
)

/**
 * What a viewer may be told of. One function for all whose rights are the same objects, as they are
 * while the decisions behind them hold: what is worked out for it can be kept by it.
 */
export const showsTo = ({ sees, readable }: Pick<Viewer, 'sees' | 'readable'>): Shows =>
  showsFor(sees.kind === 'all' ? allNames : sees.names)(
    readable === 'everything' ? allKinds : readable,
  )
