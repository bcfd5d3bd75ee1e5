'use client'
import type { ReactNode } from 'react'
import { Findings } from '@/components/mesh/findings'
import { OwnerNote } from '@/components/mesh/owner-note'
import { PanelSection } from '@/components/ui/panel-section'
import type { SplitRoute } from '@/lib/domain/traffic-split/split'
import { formatPercent } from '@/lib/format/percent'
import type { Scope } from '@/lib/search-params/scope'
import { Attachment } from './attachment'
import { HistoryTable } from './history-table'
import { MixtureTable } from './mixture-table'
import { type RouteProps, RouteView } from './route-view'
import type { Change, SplitDetail } from './split-detail'
import { ChangedBackStrip, VerifyStrip } from './verify-strip'
import { VersionCharts } from './version-charts'
import { versionsOf } from './version-lines'
import { destinationNames, weightsText } from './words'

export type SplitViewProps = {
  split: SplitDetail
  scope: Scope
  /** How a route with several destinations is drawn; to be looked at, unless said otherwise. */
  renderRoute?: (props: RouteProps) => ReactNode
  /** Absent for who only looks. */
  onRevert?: (change: Change) => void
}

const lookAt = (props: RouteProps) => <RouteView {...props} />

/** One split with all that is known of it. Nothing in here can write. */
export function SplitView({ split, scope, renderRoute = lookAt, onRevert }: SplitViewProps) {
  const { routes, history, owner, findings, services } = split
  const marks = history.flatMap(({ at, user, routes: changed }) =>
    changed.slice(0, 1).map(({ before, after }) => ({
      at,
      label: `${weightsText(before)} → ${weightsText(after)}, ${user}`,
    })),
  )
  const versions = versionsOf(routes)
  return (
    <>
      <SplitNews split={split} />
      <div className="grid items-start gap-4 xl:grid-cols-[1fr_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Routes split={split} window={scope.window} renderRoute={renderRoute} />
          {versions.length > 0 && <VersionCharts versions={versions} marks={marks} scope={scope} />}
          <Card title="Changes made through Binnacle">
            <HistoryTable history={history} routes={routes} {...(onRevert ? { onRevert } : {})} />
          </Card>
        </div>
        <aside aria-label="About this route" className="flex min-w-0 flex-col gap-4">
          {findings.length > 0 && (
            <Card title="What to know">
              <Findings findings={findings} />
            </Card>
          )}
          {owner !== null && (
            <Card title="Who keeps it">
              <OwnerNote owner={owner} />
            </Card>
          )}
          <Card title="Whose traffic it takes">
            <Attachment split={split} />
          </Card>
          {services.map((service) => (
            <Card key={`${service.namespace}/${service.name}`} title={`All of ${service.name}`}>
              <MixtureTable service={service} />
            </Card>
          ))}
        </aside>
      </div>
    </>
  )
}

/** What has become of the last change. */
export function SplitNews({ split: { changedBack, verification } }: { split: SplitDetail }) {
  if (changedBack === null && verification === null) return null
  return (
    <div className="overflow-clip rounded-panel border border-line *:last:border-b-0">
      {changedBack !== null && <ChangedBackStrip changedBack={changedBack} />}
      {verification !== null && verification.state !== 'changed-back' && (
        <VerifyStrip verification={verification} />
      )}
    </div>
  )
}

/** In the order of the object: the first that matches takes the request. */
export function Routes({
  split: { kind, routes },
  window,
  renderRoute,
}: {
  split: SplitDetail
  window: number
  renderRoute: (props: RouteProps) => ReactNode
}) {
  return routes.map((route, index) => {
    const place = { index, count: routes.length }
    return (
      <div key={route.route}>
        {route.destinations.length > 1 ? (
          renderRoute({ kind, route, place, window })
        ) : (
          <SingleRoute route={route} place={place} />
        )}
      </div>
    )
  })
}

/** Nothing to move: what it takes goes to one place, or nowhere. */
function SingleRoute({ route, place }: { route: SplitRoute; place: RouteProps['place'] }) {
  const [only] = route.destinations
  const [name] = destinationNames(route.destinations)
  return (
    <section
      aria-label={`Route ${place.index + 1} of ${place.count}`}
      className="flex flex-wrap gap-x-3 rounded-panel border border-line bg-surface px-4 py-2.5"
    >
      <h2 className="font-semibold">
        Route {place.index + 1} of {place.count}
      </h2>
      <p className="flex-1 text-muted">
        {route.name !== null && `${route.name}: `}
        {route.match}
        {only && (
          <>
            {' → '}
            <strong className="font-semibold text-text">
              {only.subset === null ? only.host : `${only.host} ${name}`}
            </strong>
            {only.readyPods === 0 && <span className="text-degraded">, no pod ready</span>}
            {only.observed && `, ${formatPercent(only.observed.errorRatio ?? 0)} errors`}
          </>
        )}
      </p>
    </section>
  )
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="rounded-panel border border-line bg-surface px-4 py-3">
      <PanelSection title={title}>{children}</PanelSection>
    </div>
  )
}
