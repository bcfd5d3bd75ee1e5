import 'server-only'
import type { AuthMode } from '../env/auth'

/** Nobody has said who they are, in a mode where that is asked for. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn'
  constructor(
    readonly mode: AuthMode | 'embed',
    options?: ErrorOptions,
  ) {
    super('Nobody is signed in', options)
  }
}

/** By name and shape, as `isUpstreamError`. */
export const isNotSignedIn = (error: unknown): error is NotSignedIn =>
  error instanceof Error && error.name === 'NotSignedIn' && 'mode' in error
