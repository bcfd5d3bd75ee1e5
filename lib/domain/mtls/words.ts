/** As the API spells them. UNSET is not among them: it inherits, and decides nothing. */
export const mtlsModes = ['STRICT', 'PERMISSIVE', 'DISABLE'] as const
export type MtlsMode = (typeof mtlsModes)[number]

export const dataPlanes = ['sidecar', 'ambient', 'mixed', 'none'] as const
/** Of several pods together; `mixed` where they differ. */
export type DataPlaneOfMany = (typeof dataPlanes)[number]

/** What one call comes to. `ambiguous` is one known asymmetry of Istio's, see `client-tls.ts`. */
export const callResults = [
  'mutual_tls',
  'hbone',
  'plaintext',
  'app_tls',
  'broken',
  'ambiguous',
] as const
export type CallResult = (typeof callResults)[number]

/** What a client puts on the wire. `appTls` is TLS that is not the mesh's own. */
export const sentKinds = [
  'istioMtls',
  'hbone',
  'plaintext',
  'appTls',
  'nothing',
  'undecided',
] as const
export type Sent = (typeof sentKinds)[number]

export const verdictWords = [
  'strict',
  'permissive',
  'disabled',
  'mixed',
  'conflict',
  'none',
  'unknown',
] as const
export type VerdictWord = (typeof verdictWords)[number]
