'use client'
import { useEffect, useEffectEvent, useState } from 'react'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { type Arrangement, placeNewcomers } from './arrangement'
import { layoutGraph } from './layout'
import type { EdgePill } from './pill'
import type { Space } from './viewport'

/** A graph with a place for each of its nodes. */
export type ArrangedGraph = { key: string; graph: ServiceGraph; arrangement: Arrangement }

/**
 * A full layout for each new `key`, and none for a new graph under the same one: survivors stay and
 * newcomers are placed beside them. Until a layout is done the last picture stays; `null` before
 * the first.
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
}): ArrangedGraph | null {
  const [arranged, setArranged] = useState<ArrangedGraph | null>(null)
  const start = useEffectEvent(async (layoutKey: string, room: Space) => {
    const arrangement = await layoutGraph({ graph, pills, space: room })
    return { key: layoutKey, graph, arrangement }
  })
  useEffect(() => {
    if (space === null) return
    let isAwaited = true
    void start(key, space()).then((next) => isAwaited && setArranged(next))
    return () => {
      isAwaited = false
    }
  }, [key, space])

  if (!arranged || arranged.key !== key || arranged.graph === graph) return arranged
  const next = { key, graph, arrangement: placeNewcomers(arranged.arrangement, graph) }
  setArranged(next)
  return next
}
