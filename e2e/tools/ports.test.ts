import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { anyFreePort, choosePort, firstFreePort, isFree } from './ports.mjs'

const servers: Server[] = []

async function occupy(host = '127.0.0.1'): Promise<number> {
  const port = await anyFreePort()
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  return port
}

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

test.each(['127.0.0.1', '0.0.0.0'])('a port that is taken on %s is not free', async (host) => {
  expect(await isFree(await occupy(host))).toBe(false)
})

test('takes the next free port when the first is taken', async () => {
  const taken = await occupy()
  expect(await firstFreePort(taken)).toBeGreaterThan(taken)
  expect(await choosePort(undefined, taken)).toBeGreaterThan(taken)
  expect(await choosePort('', taken)).toBeGreaterThan(taken)
})

test('keeps to the port that was asked for', async () => {
  const free = await anyFreePort()
  expect(await choosePort(String(free))).toBe(free)
  const taken = await occupy()
  await expect(choosePort(String(taken))).rejects.toThrow(`Port ${taken} is taken.`)
})

test.each(['abc', '0', '70000', '30.5'])('refuses %s as a port', async (asked) => {
  await expect(choosePort(asked)).rejects.toThrow(`PORT is set to "${asked}"`)
})
