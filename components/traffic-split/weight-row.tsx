'use client'
import { ArrowRightToLine, Lock, LockOpen } from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { Slider } from '@/components/ui/slider'
import type { SplitDestination } from '@/lib/domain/traffic-split/split'
import { formatPercent } from '@/lib/format/percent'
import { DestinationRow } from './destination-row'
import { ObservedShare, ShareMarks } from './share-track'
import { WeightInput } from './weight-input'

type RowWeight = { value: number; configured: number; scale: number; isLocked: boolean }

/** A destination whose weight can be slid, typed, locked, or given everything. */
export function WeightRow({
  name,
  destination,
  weight: { value, configured, scale, isLocked },
  step,
  disabled,
  onMove,
  onAll,
  onLock,
}: {
  name: string
  destination: SplitDestination
  weight: RowWeight
  step: number
  disabled: boolean
  onMove: (to: number) => void
  onAll: () => void
  onLock: (isLocked: boolean) => void
}) {
  const share = scale === 0 ? 0 : value / scale
  const cannotMove = disabled || isLocked
  return (
    <DestinationRow
      name={name}
      destination={destination}
      track={
        <Slider
          label={`Weight of ${name}`}
          value={value}
          max={Math.max(scale, 1)}
          step={step}
          valueText={`${value} of ${scale}, ${formatPercent(share)}`}
          disabled={cannotMove}
          onChange={onMove}
        >
          <ShareMarks configured={destination.share} observed={destination.observed} />
        </Slider>
      }
      caption={
        <>
          <span className="text-muted">
            configured {configured}
            {value !== configured && (
              <>
                {' → '}
                <strong className="font-semibold text-text">{value}</strong>
              </>
            )}
            {scale !== 100 && ` (${formatPercent(share)})`}
          </span>
          <ObservedShare observed={destination.observed} />
        </>
      }
      control={
        <>
          <WeightInput
            label={`${name} in numbers`}
            value={value}
            max={scale}
            disabled={cannotMove}
            onChange={onMove}
          />
          <IconButton label={`All to ${name}`} disabled={cannotMove} onClick={onAll}>
            <ArrowRightToLine />
          </IconButton>
          <IconButton
            label={isLocked ? `Unlock ${name}` : `Lock ${name}`}
            aria-pressed={isLocked}
            disabled={disabled}
            onClick={() => onLock(!isLocked)}
          >
            {isLocked ? <Lock className="text-accent" /> : <LockOpen />}
          </IconButton>
        </>
      }
    />
  )
}
