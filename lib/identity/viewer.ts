import 'server-only'

/** Who is asking, and what of the mesh they may see. Every reader gets one. */
export type Viewer = {
  user: string
  mode: 'kubeconfig' | 'anonymous'
  /** Namespaces whose traffic may be shown: those whose pods the viewer may list. */
  sees: { kind: 'all' } | { kind: 'namespaces'; names: ReadonlySet<string> }
}
