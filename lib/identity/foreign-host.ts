import 'server-only'
import { type Env, isLoopback } from '../env'

/**
 * A name of somebody else's that resolves to this machine (DNS rebinding) would let a page on the
 * web read what only this machine may see. Where the console has been told its own name, it answers
 * to no other; where everybody may look there is nothing to steal.
 */
export function isForeignHost(
  host: string | null,
  { auth, publicUrl }: Pick<Env, 'auth' | 'publicUrl'>,
): boolean {
  if (auth === 'kubeconfig') return !isLoopback((host ?? '').replace(/:\d*$/, ''))
  if (publicUrl === null) return false
  return (host ?? '').toLowerCase() !== new URL(publicUrl).host
}
