import path from 'node:path'
import { root, start } from './processes.mjs'
import { say } from './progress.mjs'
import { findTools, kubernetesTools, toolVariables } from './tools.mjs'

const main = path.join(root, 'e2e/testbed/main.ts')

/**
 * The programs that the test bed is made of; `kubernetes` is `embedded` or `real`, `store` is
 * `prometheus` or `victoria-metrics`.
 */
export function findTestbedTools(kubernetes = 'embedded', store = 'prometheus') {
  if (kubernetes !== 'embedded' && kubernetes !== 'real') {
    throw new Error(`Kubernetes is "embedded" or "real", not "${kubernetes}".`)
  }
  if (store !== 'prometheus' && store !== 'victoria-metrics') {
    throw new Error(`The store is "prometheus" or "victoria-metrics", not "${store}".`)
  }
  return findTools([store, ...(kubernetes === 'real' ? kubernetesTools : [])])
}

/**
 * The test bed as a child that ends with us. Resolves with what it says when it is ready; throws
 * its own sentence when it cannot start. With a kube-apiserver or VictoriaMetrics among its tools it
 * runs on that.
 */
export async function startTestbedProcess({ scenario, size = [], tools, tell = say, ...options }) {
  const world = [...(scenario ? ['--scenario', scenario] : []), ...size]
  const kubernetes = tools['kube-apiserver'] ? ['--kubernetes', 'real'] : []
  const store = tools['victoria-metrics'] ? ['--store', 'victoria-metrics'] : []
  const args = ['--import', 'tsx', main, ...world, ...kubernetes, ...store]
  const server = start(process.execPath, args, {
    ...options,
    ipc: true,
    env: toolVariables(tools),
  })
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
