import { fileURLToPath } from 'node:url'
import { chromium } from './chromium.mjs'
import { findTool } from './find-tool.mjs'
import { etcd, kubeApiserver } from './kubernetes.mjs'
import { endOnSignals } from './processes.mjs'
import { prometheus } from './prometheus.mjs'
import { victoriaMetrics } from './victoria-metrics.mjs'

const known = {
  chromium,
  prometheus,
  etcd,
  'kube-apiserver': kubeApiserver,
  'victoria-metrics': victoriaMetrics,
}

/** The two that make a real Kubernetes API take minutes to build: they are had when asked for. */
export const kubernetesTools = ['etcd', 'kube-apiserver']
const usual = ['chromium', 'prometheus']

/** Where the outside programs are; one that is nowhere is fetched. */
export async function findTools(names = usual) {
  const found = {}
  for (const name of names) found[name] = (await findTool(known[name])).file
  return found
}

/** What the programs that are started from here look for. */
export const toolVariables = (found) =>
  Object.fromEntries(Object.entries(found).map(([name, file]) => [known[name].variable, file]))

/**
 * By hand: `node e2e/tools/tools.mjs [prometheus] [chromium] [etcd] [kube-apiserver] [victoria-metrics]` prints
 * where they are as JSON.
 */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  endOnSignals()
  const names = process.argv.slice(2)
  findTools(names.length > 0 ? names : undefined).then(
    (found) => console.log(JSON.stringify(found)),
    (error) => {
      console.error(error.message)
      process.exitCode = 1
    },
  )
}
