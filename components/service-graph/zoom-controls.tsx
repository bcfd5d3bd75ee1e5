import { LayoutGrid, Maximize, Minus, Plus } from 'lucide-react'
import { IconButton } from '@/components/ui/button'

export function ZoomControls({
  onZoom,
  onFit,
  onArrange,
}: {
  onZoom: (factor: number) => void
  onFit: () => void
  onArrange: () => void
}) {
  return (
    <fieldset className="absolute right-3 bottom-3 z-10 flex flex-col rounded-panel border border-line bg-surface max-md:flex-row">
      <legend className="sr-only">View of the graph</legend>
      <IconButton label="Zoom in" onClick={() => onZoom(1.25)}>
        <Plus />
      </IconButton>
      <IconButton label="Zoom out" onClick={() => onZoom(0.8)}>
        <Minus />
      </IconButton>
      <IconButton label="Fit the whole graph" onClick={onFit}>
        <Maximize />
      </IconButton>
      <IconButton label="Arrange anew" onClick={onArrange}>
        <LayoutGrid />
      </IconButton>
    </fieldset>
  )
}
