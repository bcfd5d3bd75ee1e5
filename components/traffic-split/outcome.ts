import type { Problem } from '@/lib/api/envelope'
import type { SplitPlan } from '@/lib/api/split-changes'
import type { Split } from '@/lib/domain/traffic-split/split'

/**
 * No answer, or one of a proxy in between: the write may have been made. Our own server's answers
 * carry an id, and say themselves what became of it.
 */
export const outcomeIsUnknown = ({
  status,
  requestId,
}: Pick<Problem, 'status'> & Partial<Problem>): boolean =>
  status === 0 || (requestId === undefined && status >= 502 && status <= 504)

/** Whether the object has the weights of the plan. */
export const wasWritten = (
  { impact }: Pick<SplitPlan, 'impact'>,
  now: Pick<Split, 'routes'>,
): boolean =>
  impact.routes.every(({ route, destinations }) => {
    const present = now.routes.find((one) => one.route === route)
    return (
      present?.destinations.length === destinations.length &&
      destinations.every(({ weightAfter }, at) => present.destinations[at]?.weight === weightAfter)
    )
  })
