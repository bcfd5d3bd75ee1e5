import type { Tool } from './find-tool.mjs'

export const prometheus: Tool
export function isNewEnough(version: string): boolean
export function versionIn(text: string): string | null
