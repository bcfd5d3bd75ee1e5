import type { CallResult, DataPlaneOfMany, MtlsMode, VerdictWord } from '@/lib/domain/mtls/words'

/** A policy's mode as people say it; the API's own spelling stands where objects are quoted. */
export const modeWords: Record<MtlsMode, string> = {
  STRICT: 'Strict',
  PERMISSIVE: 'Permissive',
  DISABLE: 'Disabled',
}

export const dataPlaneWords: Record<DataPlaneOfMany, string> = {
  sidecar: 'sidecar',
  ambient: 'ambient',
  mixed: 'mixed',
  none: 'no proxy',
}

type Look = { label: string; className: string }

const good = 'bg-healthy-tint text-healthy'
const notice = 'bg-degraded-tint text-degraded'
const bad = 'bg-failing-tint text-failing'
const neutral = 'bg-hover text-muted'

export const verdictLooks: Record<VerdictWord, Look> = {
  strict: { label: 'Strict', className: good },
  permissive: { label: 'Permissive', className: notice },
  disabled: { label: 'Disabled', className: bad },
  mixed: { label: 'Mixed', className: notice },
  conflict: { label: 'Conflict', className: bad },
  none: { label: 'Not enforced', className: neutral },
  unknown: { label: 'Not known', className: neutral },
}

export const callLooks: Record<CallResult, Look> = {
  mutual_tls: { label: 'Yes, with mutual TLS', className: good },
  hbone: { label: 'Yes, encrypted by HBONE', className: good },
  plaintext: { label: 'Yes, in plaintext', className: notice },
  app_tls: { label: 'Yes, with TLS of the application', className: notice },
  broken: { label: 'No, it fails', className: bad },
  ambiguous: { label: 'It cannot be told', className: neutral },
}
