import path from 'node:path'
import { root, start } from './processes.mjs'
import { say } from './progress.mjs'

const main = path.join(root, 'e2e/testbed/main.ts')

/**
 * The test bed as a child that ends with us. Resolves with what it says when it is ready; throws
 * its own sentence when it cannot start.
 */
export async function startTestbedProcess({
  scenario,
  size = [],
  prometheus,
  tell = say,
  ...options
}) {
  const server = start(
    process.execPath,
    ['--import', 'tsx', main, ...(scenario ? ['--scenario', scenario] : size)],
    {
      ...options,
      ipc: true,
      env: { BINNACLE_PROMETHEUS_BINARY: prometheus },
    },
  )
  const ready = await new Promise((resolve, reject) => {
    let isReady = false
    const fail = (sentence) => (isReady ? tell(sentence) : reject(new Error(sentence)))
    server.child.on('message', (message) => {
      if (message.kind === 'progress') tell(message.sentence)
      if (message.kind === 'ready') {
        isReady = true
        resolve(message.testbed)
      }
      if (message.kind === 'failed') fail(message.sentence)
    })
    server.child.on('exit', () => reject(new Error(`The test bed has ended.\n${server.output()}`)))
  })
  return { ...server, ...ready }
}
