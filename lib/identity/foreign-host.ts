import 'server-only'
import { type Env, isLoopback } from '../env'

/**
 * A name of somebody else's that resolves to this machine (DNS rebinding) would let a page on the
 * web read what only this machine may see. Where everybody may look there is nothing to steal.
 */
export function isForeignHost(host: string | null, auth: Env['auth']): boolean {
  if (auth !== 'kubeconfig') return false
  return !isLoopback((host ?? '').replace(/:\d*$/, ''))
}
