import type { Tool } from './find-tool.mjs'

export const etcd: Tool
export const kubeApiserver: Tool
export function versionIn(text: string): string | null
export function excuse(error: Error, machine: { isCI: boolean; hasGo: boolean }): string | null
