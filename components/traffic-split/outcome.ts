import type { Problem } from '@/lib/api/envelope'
import type { SplitPlan } from '@/lib/api/split-changes'
import type { Split } from '@/lib/domain/traffic-split/split'

/** No answer, or one of a proxy in between: the write may have been made. */
export const outcomeIsUnknown = ({ status }: Pick<Problem, 'status'>): boolean =>
  status === 0 || status === 502 || status === 504

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
