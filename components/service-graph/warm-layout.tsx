'use client'
import { useEffect } from 'react'
import { warmLayout } from './layout'

/** What lays a graph out is loaded beside what draws it. */
export function WarmLayout() {
  useEffect(warmLayout, [])
  return null
}
