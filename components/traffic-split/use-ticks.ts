'use client'
import { useState } from 'react'
import type { Finding } from '@/lib/domain/finding'

/** Which findings a person has acknowledged; a plan that brings others wants others. */
export function useTicks(findings: readonly Pick<Finding, 'code' | 'gate'>[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const wanted = findings.filter(({ gate }) => gate === 'acknowledge').map(({ code }) => code)
  const onTick = (code: string, isTicked: boolean) =>
    setTicked((before) => new Set([...before, code].filter((one) => one !== code || isTicked)))
  return {
    ticks: { ticked, onTick },
    acknowledged: wanted,
    isAcknowledged: wanted.every((code) => ticked.has(code)),
  }
}
