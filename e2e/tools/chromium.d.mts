import type { Tool } from './find-tool.mjs'

export const chromium: Tool
export function versionIn(text: string): string | null
