import { roundShare } from './round'
import type { SecurityShares } from './traffic'

export type SecurityRate = { policy: 'mutual_tls' | 'none' | 'unknown'; perSecond: number }

/** `null` where nothing was measured: not measured is not plaintext. */
export function securityShares(rates: readonly SecurityRate[]): SecurityShares | null {
  const all = total(rates)
  if (all <= 0) return null
  const share = (policy: SecurityRate['policy']) =>
    roundShare(total(rates.filter((rate) => rate.policy === policy)) / all)
  return { mutualTls: share('mutual_tls'), plaintext: share('none'), unknown: share('unknown') }
}

const total = (rates: readonly SecurityRate[]) =>
  rates.reduce((sum, { perSecond }) => sum + perSecond, 0)
