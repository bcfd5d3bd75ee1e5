import type { Fate } from '../resolve/fate'
import type { WorkloadBehaviour } from '../traffic-plan'

/** How one call ended, with its probability: where it went, and what the application said. */
export type Answer = { fate: Fate; code: string; probability: number; succeeds: boolean }

const codeWithoutAnswer = (fate: Fate): string => {
  if (fate.kind === 'failed') return fate.code
  // The client sees a closed connection, no status.
  return fate.kind === 'refused' ? '0' : '200'
}

/** Errors come from the scenario, and only from an application that the call has reached. */
export function answersOf(
  { probability, ...fate }: Fate & { probability: number },
  behaviour: WorkloadBehaviour,
): Answer[] {
  if (fate.kind !== 'arrives') {
    return [{ fate, code: codeWithoutAnswer(fate), probability, succeeds: false }]
  }
  const failed = behaviour.errors.reduce((sum, { share }) => sum + share, 0)
  const answers = [
    { fate, code: '200', probability: probability * (1 - failed), succeeds: true },
    ...behaviour.errors.map(({ code, share }) => ({
      fate,
      code: String(code),
      probability: probability * share,
      succeeds: false,
    })),
  ]
  return answers.filter((answer) => answer.probability > 0)
}
