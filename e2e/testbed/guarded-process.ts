import { type ChildProcess, spawn } from 'node:child_process'

/**
 * The shell becomes the program; a child of it waits for the end of our pipe, which comes when we
 * end in whatever way, and then ends the program. So a killed test bed leaves nothing behind.
 */
const script = 'exec 3<&0; (cat <&3 >/dev/null; kill -9 $$) 2>/dev/null & exec "$0" "$@" 3<&-'

export type GuardedProcess = {
  /** The end of what it printed on stderr. */
  words(): string
  /** Never rejects: a program that cannot be started has ended. */
  ended: Promise<void>
  hasEnded(): boolean
  stop(): Promise<void>
}

const keptCharacters = 4_000

function untilEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
}

export function startGuarded(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', script, program, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-keptCharacters)
  })
  let hasEnded = false
  const ended = untilEnd(child).then(() => {
    hasEnded = true
  })
  return {
    words: () => words,
    ended,
    hasEnded: () => hasEnded,
    async stop() {
      // Its data folder is temporary: nothing is lost by not letting it finish.
      child.kill('SIGKILL')
      await ended
    },
  }
}
