import 'server-only'
import { z } from 'zod'
import { type ChangeRecord, changesAnnotation } from '../../domain/change-record'
import type { WeightsRecord } from '../../domain/traffic-split/change-history'

const weights = z.array(z.number().int().nullable())

const weightsChange = z.object({
  routes: z
    .array(
      z.object({
        route: z.string(),
        name: z.string().nullable().default(null),
        match: z.string().default(''),
        to: z.array(z.string()).default([]),
        before: weights,
        after: weights,
      }),
    )
    .min(1),
})

const record = z.object({
  id: z.string(),
  at: z.number(),
  user: z.string(),
  reason: z.string().nullable(),
  acknowledged: z.array(z.string()),
  reverts: z.string().nullable(),
  change: z.unknown(),
})

/**
 * The records in an object's annotation, oldest first. Anybody who may write the object may write
 * them too: what is no record is left out.
 */
export function parseRecords<Change extends z.ZodType>(
  annotations: Readonly<Record<string, string>> | null | undefined,
  change: Change,
): ChangeRecord<z.output<Change>>[] {
  const text = annotations?.[changesAnnotation]
  if (!text) return []
  const entries = z.array(z.unknown()).safeParse(jsonOf(text))
  return (entries.data ?? []).flatMap((entry) => {
    const known = record.safeParse(entry).data
    const parsed = change.safeParse(known?.change)
    return known && parsed.success ? [{ ...known, change: parsed.data }] : []
  })
}

export const weightsRecords = (
  annotations: Readonly<Record<string, string>> | null | undefined,
): WeightsRecord[] => parseRecords(annotations, weightsChange)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Somebody has written something else there; it is no record of ours.
    return null
  }
}
