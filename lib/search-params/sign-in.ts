import { type SignInRefusal, signInRefusals } from '../domain/sign-in-refusal'
import { oneOf } from './values'

/** What the address of the sign-in page may say. Whether `returnTo` is ours, the server decides. */
export type SignInSearch = {
  returnTo: string | null
  refused: SignInRefusal | null
  signedOut: boolean
}

export const parseSignInSearch = (params: URLSearchParams): SignInSearch => ({
  returnTo: params.get('return-to'),
  refused: oneOf(params.get('refused'), signInRefusals),
  signedOut: params.get('signed-out') === 'true',
})

export const toSignInQuery = ({ returnTo, refused, signedOut }: Partial<SignInSearch>) =>
  new URLSearchParams({
    ...(returnTo ? { 'return-to': returnTo } : {}),
    ...(refused ? { refused } : {}),
    ...(signedOut ? { 'signed-out': 'true' } : {}),
  })
