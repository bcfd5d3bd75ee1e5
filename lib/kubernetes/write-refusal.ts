import 'server-only'
import { z } from 'zod'

/**
 * Why the API server did not take a write, in words that may be shown. A webhook's own words are
 * passed on: they are its answer to the person who writes. Those of the API server are not: they
 * quote whole objects.
 */
export type Refusal =
  | { by: 'webhook'; webhook: string; message: string }
  | { by: 'schema'; message: string }
  | { by: 'rights'; message: string }
  | { by: 'load'; message: string }

const status = z.object({
  message: z.string().default(''),
  reason: z.string().default(''),
  details: z
    .object({
      causes: z
        .array(z.object({ reason: z.string().default(''), field: z.string().default('') }))
        .nullish(),
    })
    .nullish(),
})

const denial = /admission webhook "([^"]{1,253})" denied the request(?:: ([\s\S]*))?$/
const unknownField = /(?:unknown|duplicate) field "[\w.[\]/-]{1,200}"/g

/** `null` where the answer is none about what was written: that is for the caller to tell apart. */
export function refusalOf(code: number, text: string): Refusal | null {
  const { message, reason, details } = statusOf(text)
  const denied = denial.exec(message)
  if (denied)
    return {
      by: 'webhook',
      webhook: denied[1] ?? '',
      message: shown(denied[2] ?? 'without a word'),
    }
  if (code === 429)
    return { by: 'load', message: 'Kubernetes asks to wait. Try again in a moment.' }
  if (code === 403) return { by: 'rights', message: 'Kubernetes does not allow you this change.' }
  if (code !== 400 && code !== 422) return null
  const fields = message.match(unknownField)
  if (fields)
    return { by: 'schema', message: `The schema knows no such field: ${shown(fields.join(', '))}.` }
  const causes = details?.causes ?? []
  if (reason === 'Invalid' && causes.length > 0)
    return {
      by: 'schema',
      message: `Not valid by the schema: ${shown(causes.map(({ field }) => field).join(', '))}.`,
    }
  if (code === 400) return { by: 'schema', message: 'Kubernetes does not understand the change.' }
  return null
}

function statusOf(text: string): z.output<typeof status> {
  const nothing = { message: '', reason: '' }
  try {
    return status.safeParse(JSON.parse(text)).data ?? nothing
  } catch {
    // Something in front of the API server answered with a page; its code says enough.
    return nothing
  }
}

/** On one line, and no longer than a person reads. */
const shown = (text: string) => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}
