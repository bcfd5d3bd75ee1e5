import type { Flaw } from './id-tokens'

/** What can be changed while it runs. */
export type ProviderSettings = {
  flaw: Flaw
  /** Seconds that access and ID tokens hold. */
  lifetimeSeconds: number
  /** How far its clock is ahead; behind, where negative. */
  clockOffsetSeconds: number
}

export type ProviderStart = {
  port: number
  certificate: { certPem: string; keyPem: string }
  /** Where the console is led back to. */
  redirectUri: string
  /** Whether people's claims are only told by the endpoint for them, not by the ID token. */
  tersely: boolean
}

export type ToProvider =
  | { kind: 'start'; start: ProviderStart }
  | { kind: 'set'; settings: Partial<ProviderSettings> }
  | { kind: 'shut' }
  | { kind: 'open' }

export type FromProvider =
  | { kind: 'started'; port: number }
  | { kind: 'done' }
  | { kind: 'failed'; sentence: string }

export const client = { id: 'binnacle', secret: 'a-secret-of-the-test-bed' }
