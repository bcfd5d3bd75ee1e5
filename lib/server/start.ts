import 'server-only'
import { parseEnv } from '../env'

/** Ends the process with a sentence where the environment asks for what cannot be. */
export function endIfRefused(): void {
  const parsed = parseEnv(process.env)
  if (parsed.kind === 'accepted') return
  console.error(`Binnacle does not start: ${parsed.sentence}`)
  // EX_CONFIG of sysexits.h: starting again without a change does not help.
  process.exit(78)
}
