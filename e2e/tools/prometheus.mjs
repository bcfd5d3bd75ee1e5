import { hasPackages, unpackProgram } from './debian.mjs'
import { goCommand, runGo } from './go.mjs'
import { run } from './processes.mjs'
import { platform, unpackRelease } from './release.mjs'

/** What is fetched where the system offers none. Its Go module counts 3.x as v0.3xx. */
const release = { version: '3.16.0', module: 'v0.316.0' }

/** Out-of-order samples, which the test bed's history needs, came with 2.39. */
export const isNewEnough = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 39)
}

/** "prometheus, version 2.42.0+ds (branch: …" */
export const versionIn = (text) => /^prometheus, version (\d+\.\d+\.\d+)/m.exec(text)?.[1] ?? null

async function inspect(file) {
  const text = await run(file, ['--version']).catch((error) => error.message)
  const version = versionIn(text)
  return version && isNewEnough(version) ? version : null
}

async function fromRelease(folder) {
  const name = `prometheus-${release.version}.${platform()}`
  await unpackRelease(
    {
      base: `https://github.com/prometheus/prometheus/releases/download/v${release.version}`,
      archive: `${name}.tar.gz`,
      sums: 'sha256sums.txt',
      member: `${name}/prometheus`,
      strip: 1,
    },
    folder,
  )
  return release.version
}

/**
 * Tags: without them the module of one service discovery is refused; http_sd remains. A plain
 * `go install` does not know its version.
 */
async function fromSource(folder) {
  const target = `github.com/prometheus/prometheus/cmd/prometheus@${release.module}`
  const version = `-X github.com/prometheus/common/version.Version=${release.version}`
  const options = ['-trimpath', '-ldflags', version, '-tags', 'remove_all_sd,enable_dns_sd']
  await runGo(['install', ...options, target], {
    least: { major: 1, minor: 25 },
    cwd: folder,
    env: { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '' },
  })
  return `${release.version}-built`
}

export const prometheus = {
  name: 'prometheus',
  title: 'Prometheus',
  variable: 'BINNACLE_PROMETHEUS_BINARY',
  wanted: 'a Prometheus of 2.39 or newer',
  advice: 'Install Prometheus',
  executables: ['prometheus'],
  places: ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/prometheus'],
  cached: 'prometheus',
  inspect,
  ways: [
    {
      name: 'a Debian package',
      isPossible: hasPackages,
      fetch: (folder) => unpackProgram('prometheus', folder),
    },
    { name: "the project's own release", isPossible: () => true, fetch: fromRelease },
    {
      name: 'a build from source',
      isPossible: () => goCommand() !== null,
      fetch: fromSource,
    },
  ],
}
