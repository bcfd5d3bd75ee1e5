import { signInWithToken } from '@/lib/server/auth/sign-in-with-token'

export const POST = signInWithToken
