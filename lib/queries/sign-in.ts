import type { TokenBody } from '../api/sign-in'
import { postJson } from './post-json'

export const signInWithToken = (body: TokenBody) =>
  postJson<{ data: Record<string, never> }>('/auth/token', body)

export const signOut = () => postJson<{ data: Record<string, never> }>('/auth/logout', {})
