'use client'
import { useCallback, useEffect, useEffectEvent, useState } from 'react'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { type Arrangement, placeNewcomers, withMoved } from './arrangement'
import type { Point } from './geometry'
import { layoutGraph } from './layout'
import type { EdgePill } from './pill'
import {
  forgetArrangement,
  openStorage,
  saveArrangement,
  savedArrangement,
} from './saved-arrangements'
import type { Space } from './viewport'

/** A graph with a place for each of its nodes. */
export type ArrangedGraph = { key: string; graph: ServiceGraph; arrangement: Arrangement }

export type Arranging = {
  /** Until a layout is done the last picture stays; `null` before the first. */
  arranged: ArrangedGraph | null
  /** The reader puts a card somewhere; where it is let go it stays, also when the page is opened again. */
  move: (id: string, at: Point, isLetGo: boolean) => void
  /** Everything is the layout's affair again. */
  rearrange: () => void
}

/**
 * A full layout for each new `key`, and none for a new graph under the same one: survivors stay and
 * newcomers are placed beside them. A picture that the reader has arranged is not laid out at all.
 */
export function useArrangement({
  graph,
  key,
  pills,
  space,
}: {
  graph: ServiceGraph
  key: string
  pills: readonly EdgePill[]
  /** `null` until it has been measured. */
  space: (() => Space) | null
}): Arranging {
  const [arranged, setArranged] = useState<ArrangedGraph | null>(null)
  const [attempt, setAttempt] = useState(0)
  const layoutKey = `${key} ${attempt}`
  const start = useEffectEvent(async (ofKey: string, room: Space) => {
    const saved = savedArrangement(openStorage(), key)
    const arrangement = saved
      ? placeNewcomers(saved, graph)
      : await layoutGraph({ graph, pills, space: room })
    return { key: ofKey, graph, arrangement }
  })
  useEffect(() => {
    if (space === null) return
    let isAwaited = true
    void start(layoutKey, space()).then((next) => isAwaited && setArranged(next))
    return () => {
      isAwaited = false
    }
  }, [layoutKey, space])

  const move = useCallback(
    (id: string, at: Point, isLetGo: boolean) =>
      setArranged((now) => {
        if (!now) return now
        const arrangement = withMoved(now.arrangement, now.graph, id, at)
        if (isLetGo) saveArrangement(openStorage(), key, arrangement)
        return { ...now, arrangement }
      }),
    [key],
  )
  const rearrange = useCallback(() => {
    forgetArrangement(openStorage(), key)
    setAttempt((before) => before + 1)
  }, [key])

  if (!arranged || arranged.key !== layoutKey || arranged.graph === graph)
    return { arranged, move, rearrange }
  const next = {
    key: layoutKey,
    graph,
    arrangement: placeNewcomers(arranged.arrangement, graph),
  }
  setArranged(next)
  return { arranged: next, move, rearrange }
}
