import type { Tool } from './find-tool.mjs'

export const victoriaMetrics: Tool
export function versionIn(text: string): string | null
