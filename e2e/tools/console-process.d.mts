import type { Running, StartOptions } from './processes.mjs'

export type ConsoleProcess = Running & { url: string }

export function startConsoleProcess(
  options: { port: number; host?: string } & Omit<StartOptions, 'ipc'>,
): ConsoleProcess
export function untilReady(server: ConsoleProcess, deadlineMs?: number): Promise<void>
export function untilListening(server: ConsoleProcess, deadlineMs?: number): Promise<void>
