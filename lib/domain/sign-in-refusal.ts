/** Why somebody could not sign in. The sign-in page is told by its address, and has the words. */
export const signInRefusals = [
  'lost',
  'denied',
  'provider-away',
  'provider-refused',
  'clock',
  'not-for-us',
  'no-name',
  'unverified',
  'reserved-name',
  'too-many-groups',
  'failed',
] as const
export type SignInRefusal = (typeof signInRefusals)[number]
