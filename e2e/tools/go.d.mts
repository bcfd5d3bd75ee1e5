import type { StartOptions } from './processes.mjs'

export type GoVersion = { major: number; minor: number }

export function goCommand(searched?: string): string | null
export function isGoNewEnough(version: string, least: GoVersion): boolean
export function isRegistryRefusal(error: unknown): boolean
/** A refusal of a registry by its name, everything else as it is. */
export function toGoError(error: Error): Error
export function runGo(
  args: readonly string[],
  options: StartOptions & { least: GoVersion },
): Promise<string>
