import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

export const root = path.resolve(import.meta.dirname, '../..')

const running = new Set()
const keptLines = 30

/** Each child leads a process group of its own, so that its children can be ended with it. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: the whole group has ended already, which is what was wanted.
    if (error.code !== 'ESRCH') throw error
  }
}

function readLines(stream, onLine) {
  if (stream) createInterface({ input: stream }).on('line', onLine)
}

/**
 * `exited` never rejects: a command that cannot be started ends with code 127, as in a shell.
 * `output` is the end of what it printed, unless `show` passed that on to ours.
 */
export function start(
  command,
  args,
  { env = {}, cwd = root, ipc = false, show = false, uid, onLine } = {},
) {
  const lines = []
  const out = show ? 'inherit' : 'pipe'
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', out, out, ...(ipc ? ['ipc'] : [])],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const keep = (line) => {
    lines.push(line)
    if (lines.length > keptLines) lines.shift()
    onLine?.(line)
  }
  readLines(child.stdout, keep)
  readLines(child.stderr, keep)

  const exited = new Promise((resolve) => {
    child.once('error', (error) => {
      keep(error.message)
      resolve({ code: 127, signal: null })
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
    // `close` waits for the pipes, which a child of the child may hold open for longer.
    child.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), 1_000).unref())
  })
  const one = { child, exited, output: () => lines.join('\n'), stop }
  running.add(one)
  child.once('exit', () => running.delete(one))

  async function stop(graceMs = 8_000) {
    if (child.pid === undefined) return
    signalGroup(child.pid, 'SIGTERM')
    const late = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs)
    await exited
    clearTimeout(late)
    // What the child itself may have left behind in its group.
    signalGroup(child.pid, 'SIGKILL')
  }
  return one
}

/** Runs to the end and returns what it printed on the last lines; throws when it ended badly. */
export async function run(command, args, options) {
  const one = start(command, args, options)
  const { code, signal } = await one.exited
  if (code !== 0) {
    const end = signal ? `was ended by ${signal}` : `ended with code ${code}`
    throw new Error(`${[command, ...args].join(' ')} ${end}\n${one.output()}`.trimEnd())
  }
  return one.output()
}

export const stopAll = () => Promise.all([...running].map((one) => one.stop()))

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

/** npm passes a signal on, but nothing tells its children when it is killed outright. */
function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    onGone()
  }, 500)
  watch.unref()
}

/** Ends what was started and then this process, with the code that a shell gives the signal. */
export function endOnSignals(stop = stopAll) {
  const end = (signal) => stop().finally(() => process.exit(exitCodes[signal]))
  for (const signal of Object.keys(exitCodes)) process.once(signal, end)
  watchNpm(() => end('SIGHUP'))
}
