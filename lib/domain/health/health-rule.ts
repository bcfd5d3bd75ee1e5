import { defaultHealthRule, type HealthRule, type Thresholds } from './health'

/** Where a service sets its own: `errors=1%/20%, clientErrors=off, minimum=50`. */
export const healthAnnotation = 'binnacle.dev/health'

export type HealthRuleReading =
  | { kind: 'read'; rule: HealthRule }
  /** The defaults hold; `why` is for who wrote it. */
  | { kind: 'refused'; why: string }

/**
 * What is not named stays as by default. Shares are in per cent, degraded before failing; one share
 * alone is where it fails; `off` is never. `minimum` is a number of requests in the window.
 */
export function parseHealthRule(text: string, setBy: string): HealthRuleReading {
  let rule: HealthRule = { ...defaultHealthRule, setBy }
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const [name = '', value = ''] = part.split('=').map((one) => one.trim())
    if (name === 'minimum') {
      if (!/^\d{1,9}$/.test(value)) return refused('minimum wants a number of requests')
      rule = { ...rule, minimumRequests: Number(value) }
    } else if (name === 'errors' || name === 'clientErrors') {
      const thresholds = thresholdsOf(value)
      if (thresholds === undefined)
        return refused(`${name} wants two shares such as 1%/20%, the smaller one first, or off`)
      rule = { ...rule, [name]: thresholds }
    } else return refused(`there is no ${name || 'empty name'}: errors, clientErrors or minimum`)
  }
  return { kind: 'read', rule }
}

const refused = (why: string): HealthRuleReading => ({ kind: 'refused', why })

/** `null` is off; `undefined` cannot be read. */
function thresholdsOf(text: string): Thresholds | null | undefined {
  if (text === 'off') return null
  const [degraded, failing = degraded, ...rest] = text.split('/').map(shareOf)
  if (degraded === undefined || failing === undefined || rest.length > 0) return undefined
  return degraded <= failing ? { degraded, failing } : undefined
}

/** Nothing is no threshold: a share of 0 would make everything fail. */
function shareOf(text: string): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,4})?)\s*%$/.exec(text.trim())
  const share = Number(match?.[1]) / 100
  return share > 0 && share <= 1 ? share : undefined
}
