import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startRealKubernetes } from './server'

const binaries = {
  etcdBinary: process.env.BINNACLE_ETCD_BINARY ?? '',
  apiServerBinary: process.env.BINNACLE_KUBE_APISERVER_BINARY ?? '',
}

function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-real-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Another process that starts the server, says where, and lives on. */
async function startElsewhere(folder: string) {
  const code = `
    import { startRealKubernetes } from ${JSON.stringify(path.join(import.meta.dirname, 'server.ts'))}
    const api = await startRealKubernetes(${JSON.stringify({ ...binaries, crds: false })})
    console.log(api.url)
  `
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', code],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, url }
}

/** Its certificate is nobody's we know: that it answers at all is what counts. */
const answers = (url: string) =>
  fetch(url).then(
    () => true,
    (error: Error & { cause?: { code?: string } }) => error.cause?.code !== 'ECONNREFUSED',
  )

test('ends with the process that started it, even when that is killed outright', async () => {
  const { child, url } = await startElsewhere(scratchFolder())
  expect(await answers(url)).toBe(true)
  child.kill('SIGKILL')
  await vi.waitUntil(async () => !(await answers(url)), { timeout: 10_000, interval: 50 })
})

test('says which program did not start, and leaves nothing behind', async () => {
  const folder = scratchFolder()
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  const none = { ...binaries, apiServerBinary: '/bin/false' }
  await expect(startRealKubernetes(none)).rejects.toThrow('kube-apiserver did not start')
  expect(readdirSync(folder)).toEqual([])
})
