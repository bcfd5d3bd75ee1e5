import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root, start } from './processes.mjs'

const preload = path.join(root, 'e2e/tools/exit-with-parent.mjs')
const next = path.join(root, 'node_modules/next/dist/bin/next')

/** The console in production mode, as a process that is not yet ready. */
export function startConsoleProcess({ port, host = '127.0.0.1', env = {}, ...options }) {
  const server = start(
    process.execPath,
    ['--import', preload, next, 'start', '-H', host, '-p', String(port)],
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

async function isReady(url) {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    // Nobody listens yet; the caller asks again until its deadline.
    return false
  }
}

/** Resolves when `/readyz` says so; throws with the console's last words when it ends before. */
export async function untilReady(server, deadlineMs = 60_000) {
  let ended = null
  server.exited.then((end) => {
    ended = end
  })
  const deadline = Date.now() + deadlineMs
  while (!ended && Date.now() < deadline) {
    if (await isReady(server.url)) return
    await pause(100)
  }
  const words = server.output()
  if (ended) throw new Error(`The console ended before it was ready.\n${words}`)
  throw new Error(`The console was not ready after ${deadlineMs / 1000} s.\n${words}`)
}
