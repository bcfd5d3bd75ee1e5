import type { ChildProcess } from 'node:child_process'

export type StartOptions = {
  env?: Record<string, string | undefined>
  cwd?: string
  ipc?: boolean
  show?: boolean
  /** As whom, and in the group of that number; only root may say so. */
  uid?: number
  onLine?: (line: string) => void
}
export type Running = {
  child: ChildProcess
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  output(): string
  stop(graceMs?: number): Promise<void>
}

export const root: string
export function start(command: string, args: readonly string[], options?: StartOptions): Running
export function run(
  command: string,
  args: readonly string[],
  options?: StartOptions,
): Promise<string>
export function stopAll(): Promise<unknown>
export function endOnSignals(stop?: () => Promise<unknown>): void
