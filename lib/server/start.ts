import 'server-only'
import { parseEnv, readEnv } from '../env'
import { tellIfItCouldWrite } from '../identity/could-write'
import { embedKeysRefusal } from '../identity/embed-keys'
import { watchCache } from '../kubernetes/watch-cache'
import { logProblem } from '../log'
import { beginParsing } from '../prometheus/parse-off-thread'
import { beginDrawing } from './graph/draw-off-thread'

/** Ends the process with a sentence where the environment asks for what cannot be. */
export function endIfRefused(): void {
  const parsed = parseEnv(process.env)
  const sentence =
    parsed.kind === 'refused'
      ? parsed.sentence
      : embedKeysRefusal(parsed.env.embed?.keysFile ?? null)
  if (sentence === null) return
  console.error(`Binnacle does not start: ${sentence}`)
  // EX_CONFIG of sysexits.h: starting again without a change does not help.
  process.exit(78)
}

/**
 * What the first picture would wait for: the lists of Kubernetes, and the threads that parse and draw.
 * Prometheus is asked nothing before somebody looks.
 */
export function prepareFirstPicture(): void {
  watchCache()
  if (readEnv().viewOnly) tellIfItCouldWrite().catch(unexpected)
  beginParsing()
  beginDrawing()
}

const unexpected = (cause: unknown) =>
  logProblem('what could be changed could not be told', {}, cause)
