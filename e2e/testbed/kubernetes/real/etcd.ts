import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../free-port'
import { type GuardedProcess, startGuarded } from '../../guarded-process'

export type Etcd = GuardedProcess & { url: string }

const isHealthy = (url: string) =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    // It does not listen yet; the caller asks again until its deadline.
    () => false,
  )

function start(binary: string, folder: string, port: number): GuardedProcess {
  const url = `http://127.0.0.1:${port}`
  return startGuarded(binary, [
    `--data-dir=${path.join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    '--listen-peer-urls=http://127.0.0.1:0',
    '--log-level=error',
    // Nothing is to survive this process.
    '--unsafe-no-fsync',
  ])
}

async function untilHealthy(etcd: GuardedProcess, url: string) {
  const deadline = Date.now() + 30_000
  while (!etcd.hasEnded() && Date.now() < deadline) {
    if (await isHealthy(url)) return true
    await pause(20)
  }
  return false
}

/** One member with a data folder that lives as long as it does. */
export async function startEtcd(binary: string, folder: string, tries = 3): Promise<Etcd> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const etcd = start(binary, folder, port)
  if (await untilHealthy(etcd, url)) return { ...etcd, url }
  await etcd.stop()
  if (tries > 1 && etcd.words().includes('address already in use')) {
    return startEtcd(binary, folder, tries - 1)
  }
  throw new Error(`etcd did not start.\n${etcd.words()}`.trimEnd())
}
