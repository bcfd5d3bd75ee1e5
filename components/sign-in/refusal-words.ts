import type { SignInRefusal } from '@/lib/domain/sign-in-refusal'

/** What has happened, and who can do what about it. */
export const refusalWords: Record<SignInRefusal, { title: string; advice: string }> = {
  lost: {
    title: 'This sign-in was begun elsewhere, or too long ago',
    advice: 'Begin again, in this browser and within ten minutes.',
  },
  denied: {
    title: 'The sign-in provider did not let you in',
    advice:
      'You may have cancelled. Otherwise ask whoever runs the provider for access to Binnacle.',
  },
  'provider-away': {
    title: 'The sign-in provider cannot be reached',
    advice: 'Try again in a moment. Binnacle’s log has the cause.',
  },
  'provider-refused': {
    title: 'The sign-in provider does not take Binnacle’s request',
    advice:
      'Whoever runs Binnacle should compare its client id, secret, scopes and address with what the provider knows.',
  },
  clock: {
    title: 'The clocks of Binnacle and of the sign-in provider disagree',
    advice: 'They may differ by two minutes. Whoever runs them should set them.',
  },
  'not-for-us': {
    title: 'The sign-in provider’s answer was meant for somebody else',
    advice: 'Begin again. If it comes back, whoever runs Binnacle should know.',
  },
  'no-name': {
    title: 'The sign-in provider does not say who you are',
    advice:
      'It has to name you in the claim that Binnacle is set to read (BINNACLE_OIDC_USER_CLAIM).',
  },
  unverified: {
    title: 'Your e-mail address is not verified',
    advice: 'Verify it at the sign-in provider, and begin again.',
  },
  'reserved-name': {
    title: 'Your name is one of Kubernetes’ own',
    advice: 'Names that begin with system: are nobody’s to sign in with.',
  },
  'too-many-groups': {
    title: 'You are in more groups than a sign-in can carry',
    advice: 'Whoever runs Binnacle can name the groups that matter here (BINNACLE_OIDC_GROUPS).',
  },
  failed: {
    title: 'Signing in failed',
    advice: 'Begin again. Binnacle’s log has the cause.',
  },
}
