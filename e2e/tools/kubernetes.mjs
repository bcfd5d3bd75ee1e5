import path from 'node:path'
import { goCommand, isRegistryRefusal, runGo } from './go.mjs'
import { run } from './processes.mjs'

/** What is built, as kubernetes/go.mod has it; the embedded API gives this version's answers. */
const release = { kubernetes: '1.37.2', etcd: '3.7.0' }

const moduleFolder = path.join(import.meta.dirname, 'kubernetes')
const least = { major: 1, minor: 25 }

const atLeast = (wantedMajor, wantedMinor) => (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/** "Kubernetes v1.37.2", "etcd Version: 3.7.0" */
export const versionIn = (text) =>
  /^(?:Kubernetes v|etcd Version: )(\d+\.\d+\.\d+)/m.exec(text)?.[1] ?? null

const inspectFor = (isGood) => async (file) => {
  const text = await run(file, ['--version']).catch((error) => error.message)
  const version = versionIn(text)
  return version && isGood(version) ? version : null
}

/** The version is part of the binary: without it `/version` answers a template. */
const linkerFlags = `-s -w -X k8s.io/component-base/version.gitVersion=v${release.kubernetes}`

const fromSource = (target, executable, version) => ({
  name: 'a build from source',
  isPossible: () => goCommand() !== null,
  async fetch(folder) {
    const out = path.join(folder, executable)
    const args = ['build', '-trimpath', `-ldflags=${linkerFlags}`, '-o', out, target]
    await runGo(args, { least, cwd: moduleFolder, env: { GOFLAGS: '-mod=readonly' } })
    return version
  },
})

const common = {
  assets: 'KUBEBUILDER_ASSETS',
  advice:
    'Install Go 1.25 or newer, set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver',
  places: ['/usr/local/kubebuilder/bin'],
}

export const etcd = {
  ...common,
  name: 'etcd',
  title: 'etcd',
  variable: 'BINNACLE_ETCD_BINARY',
  wanted: 'an etcd of 3.5 or newer',
  executables: ['etcd'],
  cached: 'etcd',
  inspect: inspectFor(atLeast(3, 5)),
  ways: [fromSource('go.etcd.io/etcd/server/v3', 'etcd', release.etcd)],
}

/** Field validation, CEL in definitions and self reviews as the console uses them came before. */
export const kubeApiserver = {
  ...common,
  name: 'kube-apiserver',
  title: 'kube-apiserver',
  variable: 'BINNACLE_KUBE_APISERVER_BINARY',
  wanted: 'a kube-apiserver of 1.34 or newer',
  executables: ['kube-apiserver'],
  cached: 'kube-apiserver',
  inspect: inspectFor(atLeast(1, 34)),
  ways: [fromSource('k8s.io/kubernetes/cmd/kube-apiserver', 'kube-apiserver', release.kubernetes)],
}

const isRefused = ({ cause }) =>
  cause instanceof AggregateError && cause.errors.some((way) => isRegistryRefusal(way.cause))

/**
 * Whether a test run may go on without the real API server: never when CI has what it takes to
 * build one, unless a registry refuses. Answers why, or null when it may not.
 */
export function excuse(error, { isCI, hasGo }) {
  if (isRefused(error)) return 'a Go module could not be downloaded'
  if (!hasGo) return 'there is no Go to build it with'
  return isCI ? null : error.message.split('\n')[0]
}
