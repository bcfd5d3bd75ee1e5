import 'server-only'

type Fields = Readonly<Record<string, string | number | boolean | null>>

/** One JSON object a line, on stderr. Say what happened; the error is unfolded with its causes. */
export function logProblem(message: string, fields: Fields, error: unknown): void {
  console.error(
    JSON.stringify({ time: new Date().toISOString(), message, ...fields, ...told(error) }),
  )
}

/**
 * Only messages and stacks of real errors: some libraries throw plain objects that carry their
 * configuration, credentials included.
 */
function told(error: unknown): { causes: string[]; stack?: string } {
  const causes: string[] = []
  let current = error
  while (current instanceof Error && causes.length < 5) {
    causes.push(`${current.name}: ${current.message}`)
    current = current.cause
  }
  if (causes.length === 0)
    causes.push(typeof error === 'string' ? error : `a thrown ${typeof error}`)
  return error instanceof Error && error.stack ? { causes, stack: error.stack } : { causes }
}

/** What was done, also where it failed: one JSON object a line, on stderr. */
export function logFact(message: string, fields: Readonly<Record<string, unknown>>): void {
  console.error(JSON.stringify({ time: new Date().toISOString(), message, ...fields }))
}
