import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root, start } from './processes.mjs'

const preload = path.join(root, 'e2e/tools/exit-with-parent.mjs')
const next = path.join(root, 'node_modules/next/dist/bin/next')

/**
 * Longer than the minute that proxies keep a connection in which nothing happens: whoever closes it
 * first loses the request that is just being sent. The image says the same in deploy/serve.mjs.
 */
const idleMs = 75_000

/** The console in production mode, as a process that is not yet ready. */
export function startConsoleProcess({ port, host = '127.0.0.1', env = {}, ...options }) {
  const server = start(
    process.execPath,
    [
      ...['--import', preload, next, 'start', '-H', host, '-p', String(port)],
      ...['--keepAliveTimeout', String(idleMs)],
    ],
    {
      ...options,
      ipc: true,
      env: {
        HOST: host,
        PORT: String(port),
        NEXT_TELEMETRY_DISABLED: '1',
        ...env,
        NODE_ENV: 'production',
      },
    },
  )
  return { ...server, url: `http://localhost:${port}` }
}

async function answers(url, isGood) {
  try {
    return isGood(await fetch(url, { signal: AbortSignal.timeout(2_000) }))
  } catch {
    // Nobody listens yet; the caller asks again until its deadline.
    return false
  }
}

/** Asks until the answer is good; what it resolves with says why it asks no more. */
async function poll(server, path, isGood, deadlineMs = 60_000) {
  const { child } = server
  const deadline = Date.now() + deadlineMs
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) return 'ended'
    if (await answers(`${server.url}${path}`, isGood)) return 'good'
    await pause(100)
  }
  return 'late'
}

/** Resolves when `/readyz` says so; throws with the console's last words when it ends before. */
export async function untilReady(server, deadlineMs) {
  const end = await poll(server, '/readyz', (response) => response.ok, deadlineMs)
  if (end === 'good') return
  const words = end === 'ended' ? 'ended before it was ready' : 'was not ready in time'
  throw new Error(`The console ${words}.\n${server.output()}`)
}

/** Resolves when it answers at all, ready or not, or when it has ended. */
export async function untilListening(server, deadlineMs) {
  await poll(server, '/healthz', () => true, deadlineMs)
}
