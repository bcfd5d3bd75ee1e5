import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, type TestContext, test, vi } from 'vitest'
import type { Testbed } from './testbed'

type Message = { kind: string; sentence?: string; testbed?: Testbed }

function startMain({ onTestFinished }: TestContext, ...args: string[]) {
  // A process that is killed outright cannot remove its folders: they are in one of ours.
  const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-main-'))
  const child = fork(path.join(import.meta.dirname, 'main.ts'), args, {
    execArgv: ['--import', 'tsx'],
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: folder },
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })
  const messages: Message[] = []
  child.on('message', (message: Message) => messages.push(message))
  const said = (kind: string) =>
    vi.waitUntil(() => messages.find((message) => message.kind === kind), {
      timeout: 100_000,
      interval: 50,
    })
  const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('binnacle-'))
  return { child, said, ended, leftovers }
}

const isGone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  )

// Most of their time is spent waiting for Prometheus to find its targets, on a busy machine longer.
describe.concurrent('the process', { timeout: 120_000 }, () => {
  test.for<[string, (child: ChildProcess) => void]>([
    ['a signal', (child: ChildProcess) => child.kill('SIGTERM')],
    ['its parent leaving', (child: ChildProcess) => child.disconnect()],
    ['being killed outright', (child: ChildProcess) => child.kill('SIGKILL')],
  ])('leaves nothing behind after %s', async ([, end], context) => {
    const { child, said, ended, leftovers } = startMain(context, '--history-hours', '0.1')
    const { testbed } = await said('ready')
    if (!testbed) throw new Error('ready without addresses')
    const prometheus = `${testbed.direct.prometheusUrl}/-/ready`
    expect((await fetch(prometheus)).status).toBe(200)
    end(child)
    // Killed outright it has no time for its folders.
    if ((await ended) === 0) expect(leftovers()).toEqual([])
    await vi.waitUntil(() => isGone(prometheus), { timeout: 5_000 })
    expect(await isGone(testbed.adminUrl)).toBe(true)
  })

  test('can be ended while it starts', async (context) => {
    const { child, said, ended, leftovers } = startMain(context)
    await said('progress')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(leftovers()).toEqual([])
  })

  test('names the scenarios that there are when it is asked for another', async (context) => {
    const { said, ended } = startMain(context, '--scenario', 'atlantis')
    expect((await said('failed')).sentence).toMatch(/atlantis.*bookinfo/)
    expect(await ended).toBe(1)
  })
})
