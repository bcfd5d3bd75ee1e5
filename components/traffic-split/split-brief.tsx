'use client'
import { Undo2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { RouteView } from './route-view'
import { Routes, SplitNews, type SplitViewProps } from './split-view'
import { weightsText } from './words'

/** The same split in little: its routes, what became of the last change, and the way back. */
export function SplitBrief({
  split,
  scope,
  renderRoute = (props) => <RouteView {...props} />,
  onRevert,
}: SplitViewProps) {
  const [newest] = split.history
  const [changed] = newest?.routes ?? []
  return (
    <div className="flex flex-col gap-2">
      <SplitNews split={split} />
      <Routes split={split} window={scope.window} renderRoute={renderRoute} />
      {onRevert && newest?.revertible.allowed && changed && (
        <Button emphasis="quiet" onClick={() => onRevert(newest)}>
          <Undo2 aria-hidden />
          Back to {weightsText(changed.before)}
        </Button>
      )}
    </div>
  )
}
