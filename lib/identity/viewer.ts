import 'server-only'
import type { Readable } from '../domain/readable'
import type { AuthMode } from '../env/auth'
import type { EmbedView } from './embed-token'

/** Whom the Kubernetes API sees: the console itself, or the person, by their token or impersonated. */
export type ActsAs =
  | { kind: 'own' }
  | { kind: 'token'; token: string }
  | { kind: 'impersonate'; user: string; groups: readonly string[] }

export type WritesAs = ActsAs | { kind: 'nobody'; why: 'anonymous' | 'view-only' | 'embed' }

/** What the token of a panel in a portal opens, beside the namespaces that it sees. */
export type EmbedGrant = {
  views: readonly EmbedView[]
  /** Seconds; the longest window that may be asked for. */
  window: number | null
  /** What may be named in the graph at the other end of a call, and shown no more of. */
  neighbours: Sees
}

export type Sees = { kind: 'all' } | { kind: 'namespaces'; names: ReadonlySet<string> }

export const seesNothing: Sees = { kind: 'namespaces', names: new Set() }

/**
 * Who is asking, and what of the mesh they may see. Every reader gets one. It may hold a token: never
 * log a viewer, nor put one into an answer.
 */
export type Viewer = {
  user: string
  mode: AuthMode | 'embed'
  /** Namespaces whose traffic may be shown: those whose pods the viewer may list. */
  sees: Sees
  /** Objects of these namespaces that may be shown, by kind: those that the viewer may get. */
  readable: Readable
  /** Whose rights decide what is shown. */
  reads: ActsAs
  writes: WritesAs
  /** Of mode `embed` alone. */
  embed?: EmbedGrant
}
