'use client'
import { useQuery } from '@tanstack/react-query'
import { FailureNotice } from '@/components/mesh/failure-notice'
import { Skeleton } from '@/components/ui/skeleton'
import type { MeReply } from '@/lib/api/me'
import { meQuery } from '@/lib/queries/me'
import { useLastGood } from '@/lib/queries/use-last-good'

type Me = MeReply['data']

const modes: Record<Me['mode'], string> = {
  kubeconfig: 'You act as the user of the kubeconfig that Binnacle was started with.',
  token: 'You act with the Kubernetes token that you signed in with.',
  oidc: 'You are signed in, and Kubernetes decides what you may do.',
  header:
    'The proxy in front of Binnacle says who you are, and Kubernetes decides what you may do.',
  embed: 'A page that shows a panel of Binnacle: nothing can be changed.',
  anonymous: 'Nobody signs in here: everything can be looked at by anybody, and nothing changed.',
}

const actions: Record<keyof Me['may'], string> = {
  moveTraffic: 'Move traffic between versions',
  createSplits: 'Divide the traffic of a service',
  changeMtls: 'Change mutual TLS',
}

const answers: Record<Me['may']['moveTraffic']['allowed'], string> = {
  everywhere: 'Everywhere',
  somewhere: 'In some namespaces: each object says so itself',
  nowhere: 'Nowhere',
  unknown: 'Not known',
}

// The keys of the record, in its order.
const actionNames = Object.keys(actions) as (keyof Me['may'])[]

/** Who is signed in, and what they may do. */
export function Rights() {
  const { shown, failure, retry } = useLastGood(useQuery(meQuery()), null)
  if (shown === null)
    return failure ? (
      <FailureNotice failure={failure} onRetry={retry} />
    ) : (
      <Skeleton className="h-16" />
    )
  const { user, mode, may } = shown.reply.data
  return (
    <div className="flex flex-col gap-3">
      <p>
        <strong className="font-semibold">{user}</strong>{' '}
        <span className="text-muted">{modes[mode]}</span>
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        {actionNames.map((action) => (
          <div key={action} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{actions[action]}</dt>
            <dd>
              {answers[may[action].allowed]}
              {may[action].reason && <span className="text-muted">: {may[action].reason}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
