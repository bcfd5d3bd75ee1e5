import { CircleAlert, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import type { Attention } from '@/lib/domain/traffic-split/attention'
import type { Split } from '@/lib/domain/traffic-split/split'
import { splitHref } from '@/lib/search-params/routes'
import type { Scope } from '@/lib/search-params/scope'
import { RouteLines } from './route-lines'
import { listed } from './words'

/** The same columns for the head and every row; below each other on a narrow screen. */
export const listColumns =
  'grid gap-x-4 gap-y-1 @3xl:grid-cols-[minmax(10rem,14rem)_1fr_minmax(9rem,13rem)]'

/** One object of the list: each of its routes that divides traffic, version by version. */
export function SplitRow({
  split,
  attention,
  scope,
}: {
  split: Split
  attention: Attention
  scope: Scope
}) {
  const divided = split.routes.filter(({ destinations }) => destinations.length > 1)
  return (
    <div className={`${listColumns} px-4 py-3`}>
      <div className="min-w-0">
        <Link
          href={splitHref(split, scope)}
          // The page is drawn on the server with data: not before somebody wants it.
          prefetch={false}
          className="font-semibold break-words text-accent hover:underline"
        >
          {split.name}
        </Link>
        <p className="text-small text-muted">
          {split.kind} · {split.namespace}
        </p>
        {split.hosts.length > 0 && (
          <p className="truncate text-small text-muted" title={listed(split.hosts)}>
            {listed(split.hosts)}
          </p>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        {divided.map((route) => (
          <RouteLines key={route.route} route={route} isNamed={split.routes.length > 1} />
        ))}
      </div>
      <div className="min-w-0 text-small">
        <AttentionWords attention={attention} />
        <OwnerWords owner={split.owner} attention={attention} />
      </div>
    </div>
  )
}

/** Where the reasons to look name the owner already, once is enough. */
function OwnerWords({ owner, attention }: Pick<Split, 'owner'> & { attention: Attention }) {
  if (owner === null || attention.reasons.some((words) => words.includes(owner.title))) return null
  return <p className="break-words text-muted">kept by {owner.title}</p>
}

const attentionLooks = {
  now: { icon: CircleAlert, className: 'text-failing' },
  soon: { icon: TriangleAlert, className: 'text-degraded' },
} as const

function AttentionWords({ attention: { level, reasons } }: { attention: Attention }) {
  if (level === 'none') return <p className="text-muted">All to one version</p>
  if (level === 'moving') return <p className="text-muted">Nothing to look at</p>
  const { icon: Icon, className } = attentionLooks[level]
  const [first = '', ...others] = reasons.filter((words) => words !== 'traffic is divided')
  return (
    <>
      <p className={`flex items-start gap-1.5 font-semibold ${className}`}>
        <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
        {first}
      </p>
      {others.length > 0 && <p className="text-muted">{others.join(', ')}</p>}
    </>
  )
}
