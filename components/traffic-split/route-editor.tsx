'use client'
import { Equal } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Segmented } from '@/components/ui/segmented'
import { moveAllTo, moveWeight, rescale, spreadEvenly } from '@/lib/domain/traffic-split/rebalance'
import { type DraftRoute, sum } from './draft'
import { RouteCard } from './route-card'
import type { RouteProps } from './route-view'
import { ShareKey } from './share-track'
import { stepOf, stepsFor } from './steps'
import { WeightRow } from './weight-row'
import { destinationNames } from './words'

export type RouteEditorProps = RouteProps & {
  draft: DraftRoute
  /** What one press of an arrow moves by. */
  step: number
  disabled: boolean
  onStep: (step: number) => void
  onWeights: (next: Pick<DraftRoute, 'weights' | 'proportions'>) => void
  onLocked: (locked: boolean[]) => void
}

/** A route whose weights can be moved. Their sum is kept, whatever it is. */
export function RouteEditor(props: RouteEditorProps) {
  const { route, place, window, draft, step, disabled, onWeights, onLocked } = props
  const { weights, locked, proportions } = draft
  const names = destinationNames(route.destinations)
  const scale = sum(weights)
  const keep = (next: number[]) => onWeights({ weights: next, proportions })
  return (
    <RouteCard
      route={route}
      place={place}
      window={window}
      controls={<RouteControls {...props} />}
      note={<ScaleNote {...props} />}
    >
      {route.destinations.map((destination, row) => (
        <WeightRow
          key={names[row]}
          name={names[row] ?? destination.host}
          destination={destination}
          weight={{
            value: weights[row] ?? 0,
            configured: draft.configured[row] ?? 0,
            scale,
            isLocked: locked[row] ?? false,
          }}
          step={stepOf(step, scale)}
          disabled={disabled || scale === 0}
          onMove={(to) => keep(moveWeight({ weights, locked, row, to, proportions }))}
          onAll={() => keep(moveAllTo(weights, locked, row))}
          onLock={(isLocked) => onLocked(locked.map((one, at) => (at === row ? isLocked : one)))}
        />
      ))}
    </RouteCard>
  )
}

function RouteControls({ draft, step, disabled, onStep, onWeights }: RouteEditorProps) {
  const { weights, locked, configured } = draft
  const [scale, configuredScale] = [sum(weights), sum(configured)]
  const toScale = (to: number) => {
    const next = rescale(weights, to)
    onWeights({ weights: next, proportions: next })
  }
  const steps = stepsFor(scale)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        emphasis="quiet"
        disabled={disabled}
        onClick={() => {
          const next = spreadEvenly(weights, locked)
          onWeights({ weights: next, proportions: next })
        }}
      >
        <Equal aria-hidden />
        Even
      </Button>
      {scale !== 100 && (
        <Button emphasis="quiet" disabled={disabled} onClick={() => toScale(100)}>
          As per cent
        </Button>
      )}
      {scale !== configuredScale && configuredScale > 0 && (
        <Button emphasis="quiet" disabled={disabled} onClick={() => toScale(configuredScale)}>
          Keep the sum {configuredScale}
        </Button>
      )}
      {steps.length > 1 && (
        <Segmented
          label="Arrow keys move by"
          choices={steps.map((one) => ({ value: String(one), label: String(one) }))}
          value={String(stepOf(step, scale))}
          onChange={(value) => onStep(Number(value))}
        />
      )}
    </div>
  )
}

function ScaleNote({ draft: { weights }, step }: RouteEditorProps) {
  const scale = sum(weights)
  if (scale === 0) return <p>All weights are 0. “As per cent” gives every destination the same.</p>
  return (
    <p className="flex flex-wrap items-center gap-x-3">
      <span>
        Sum {scale}, kept · arrow keys move by {stepOf(step, scale)}
      </span>
      <ShareKey />
    </p>
  )
}
