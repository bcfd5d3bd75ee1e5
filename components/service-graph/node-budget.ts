'use client'
import { useEffect, useState } from 'react'
import { fewestNodes, mostNodes, nodeBudgetCookie } from '@/lib/search-params/node-budget'
import type { Space } from './viewport'

/** Measured: cards of 176 × 44 with edges and pills between them need about so much each at full size. */
const pixelsPerNode = 65_000

/** How many nodes an opening picture has room for. */
export const nodeBudget = ({ width, height }: Space): number =>
  Math.min(mostNodes, Math.max(fewestNodes, Math.floor((width * height) / pixelsPerNode)))

const oneYear = 365 * 24 * 3600

/**
 * The budget of this window, measured once: a picture must not be grouped anew because a panel
 * opened. It is kept as a cookie, so that the server draws the next page for the same room.
 */
export function useNodeBudget(remembered: number): [number, (stage: HTMLElement | null) => void] {
  const [budget, setBudget] = useState(remembered)
  const [stage, setStage] = useState<HTMLElement | null>(null)
  useEffect(() => {
    if (!stage) return
    const measured = nodeBudget({ width: stage.clientWidth, height: stage.clientHeight })
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${nodeBudgetCookie}=${measured}; path=/; max-age=${oneYear}; samesite=lax`
    setBudget(measured)
  }, [stage])
  return [budget, setStage]
}
