/** A Kubernetes object by name; `namespace` is null for kinds without one. */
export type ObjectRef = { kind: string; namespace: string | null; name: string }

/** An object that a finding rests on; `path` is a JSON pointer into it. */
export type Evidence = ObjectRef & { path?: string | undefined }

/** What a finding means for a change: it forbids it, wants a tick beside it, or only tells. */
export type Gate = 'block' | 'acknowledge' | 'inform'

/**
 * Something that a person should know, with what it rests on. `code` stays the same when the words
 * change; `title` is one line, `detail` says what to do.
 */
export type Finding = {
  code: string
  severity: 'error' | 'warning' | 'info'
  gate: Gate
  title: string
  detail: string
  evidence: Evidence[]
}

const weight: Record<Finding['severity'], number> = { error: 0, warning: 1, info: 2 }

/** Worst first; the order of those that are equally bad is kept. */
export const bySeverity = (a: Finding, b: Finding) => weight[a.severity] - weight[b.severity]
