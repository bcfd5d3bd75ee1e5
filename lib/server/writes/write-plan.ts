import 'server-only'
import { createHash } from 'node:crypto'
import type { Finding } from '../../domain/finding'
import { canonicalJson } from '../../domain/json-patch'
import type { Permission } from '../../domain/permission'

/** SHA-256 of what would be written, in one form whatever the order of keys. Hex. */
export const planHash = (patch: unknown): string =>
  createHash('sha256').update(canonicalJson(patch)).digest('hex')

/** A plan is made of what was seen then; after this it is made anew. */
export const planLifeMs = 10 * 60_000
/** Another replica's clock may be ahead of ours. */
const clockSkewMs = 60_000

export type SentPlan = {
  planHash: string
  /** Epoch ms. */
  plannedAt: number
  acknowledged: readonly string[]
}

export type Objection =
  | { code: 'plan-expired' | 'plan-differs' | 'blocked' }
  | { code: 'acknowledgement-missing'; missing: string[] }

export const isExpired = ({ plannedAt }: Pick<SentPlan, 'plannedAt'>, now: number) =>
  plannedAt < now - planLifeMs || plannedAt > now + clockSkewMs

/**
 * Why a plan that was sent back is not carried out, after it has been made again from what is there
 * now: nothing was kept between the two, so any replica can tell.
 */
export function objectionTo(
  sent: SentPlan,
  rebuilt: { planHash: string; findings: readonly Finding[] },
  now: number,
): Objection | null {
  if (isExpired(sent, now)) return { code: 'plan-expired' }
  if (rebuilt.findings.some(({ gate }) => gate === 'block')) return { code: 'blocked' }
  if (rebuilt.planHash !== sent.planHash) return { code: 'plan-differs' }
  const missing = toAcknowledge(rebuilt.findings).filter(
    (code) => !sent.acknowledged.includes(code),
  )
  return missing.length > 0 ? { code: 'acknowledgement-missing', missing } : null
}

/** The same as a person is told it; the plan that would hold now goes with it. */
export function objectionWords(objection: Objection) {
  return objection.code === 'acknowledgement-missing'
    ? { ...objection, detail: `Still to be ticked: ${objection.missing.length}.` }
    : { ...objection, detail: details[objection.code] }
}

const details = {
  'plan-expired': 'Look at the new plan, then apply that one.',
  'plan-differs': 'What it rests on has changed. Look at the new plan.',
  blocked: 'The new plan says which one, and what to do.',
} as const

/** Codes that want the person's word, once each and in one order: they are part of the record. */
export const toAcknowledge = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.flatMap(({ gate, code }) => (gate === 'acknowledge' ? [code] : [])))].sort()

/** Whether a plan may be carried out at all, whatever is ticked. */
export function applicable(findings: readonly Finding[], may: Permission): Permission {
  if (!may.allowed) return may
  const block = findings.find(({ gate }) => gate === 'block')
  return block ? { allowed: false, reason: block.title } : { allowed: true, reason: null }
}
